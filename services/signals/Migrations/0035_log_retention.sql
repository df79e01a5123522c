-- Where the proof of a municipality's audit log begins, once the first lines were removed: the last of those that are gone.
create table audit_anchor (
    municipality text        primary key,
    seq          bigint      not null,
    hash         bytea       not null,
    removed_at   timestamptz not null
);

-- Each line, and whether it fits: its hash is that of what stands in it, and it follows the line before it, or the anchor.
create view audit_checked as
select a.municipality, a.seq, a.at, a.hash,
       a.hash is distinct from audit_hash(a)
           or a.seq <> coalesce(n.seq, 0) + row_number() over w
           or a.previous <> coalesce(lag(a.hash) over w, n.hash, ''::bytea) as broken
from audit_log a left join audit_anchor n on n.municipality = a.municipality
window w as (partition by a.municipality order by a.seq);

-- The service may not delete from its logs. These functions do it, as the owner: from the oldest on, and nothing that is younger than five years,
-- whatever they are asked. "before" is what the configured term leaves of that.

-- Stops at a line that does not fit, so that no break is washed away, and leaves the last line, which proves the anchor.
create function remove_audit_lines(of_municipality text, before timestamptz, most int) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    stop    bigint;
    last    audit_log;
    removed bigint;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit anchor ' || of_municipality, 0));
    select coalesce(min(l.seq) filter (where l.broken or l.at >= least(before, now() - interval '5 years')), max(l.seq)) into stop
    from (select c.seq, c.at, c.broken from audit_checked c where c.municipality = of_municipality order by c.seq limit most + 1) l;
    select * into last from audit_log a where a.municipality = of_municipality and a.seq = stop - 1;
    if not found then
        return 0;
    end if;

    delete from audit_log a where a.municipality = of_municipality and a.seq < stop;
    get diagnostics removed = row_count;
    insert into audit_anchor (municipality, seq, hash, removed_at) values (of_municipality, last.seq, last.hash, now())
    on conflict (municipality) do update set seq = excluded.seq, hash = excluded.hash, removed_at = excluded.removed_at;
    return removed;
end
$$;

-- Looks at the next lines after a position. With a logbook, a line stays until the logbook has acknowledged it.
-- "reached" is where to go on; null when there is nothing older.
create function remove_processing_lines(after_position bigint, before timestamptz, most int, has_logbook boolean, out removed bigint, out reached bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    with page as (
        select p.position, p.recorded_at < least(before, now() - interval '5 years') as is_old
        from processing_log p where p.position > after_position order by p.position limit most
    ), gone as (
        delete from processing_log p using page
        where p.position = page.position and page.is_old
          and (not has_logbook or p.position <= (select r.upto from processing_log_relayed r)
               or exists (select from processing_log_acknowledged a where a.position = p.position))
        returning p.position
    )
    select (select count(*) from gone), (select max(page.position) from page having bool_and(page.is_old)) into removed, reached;
end
$$;

revoke execute on function remove_audit_lines, remove_processing_lines from public;

do $$
begin
    if exists (select from pg_roles where rolname = 'signals_app') then
        revoke insert, update, delete, truncate on audit_anchor from signals_app;
        grant execute on function remove_audit_lines, remove_processing_lines to signals_app;
    end if;
end
$$;

create index rights_request_decided_at on rights_request (decided_at) where decided_at is not null;
