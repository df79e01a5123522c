-- Field names of the standard Logboek dataverwerkingen; municipality is a column of our own.
create table processing_log (
    trace_id       text        not null,              -- 32 hexadecimal digits
    span_id        text        not null,              -- 16
    parent_span_id text,
    status         text        not null check (status in ('Unset', 'Ok', 'Error')),
    name           text        not null,
    start_time     bigint      not null,              -- milliseconds since 1970
    end_time       bigint      not null,
    resource       jsonb       not null,
    attributes     jsonb       not null,
    municipality   text        not null,
    recorded_at    timestamptz not null default now(),
    primary key (trace_id, span_id)
);

create index processing_log_data_subject on processing_log ((attributes ->> 'dpl.core.data_subject_id'));

create table audit_log (
    municipality    text        not null,
    seq             bigint      not null,             -- from 1, without gaps
    at              timestamptz not null,
    actor           text        not null,
    role            text        not null,
    organisation_id uuid,
    action          text        not null,
    signal_id       uuid,
    purpose         text,
    fields          text[]      not null,
    trace_id        text,
    previous        bytea       not null,
    hash            bytea       not null,
    primary key (municipality, seq)
);

create index audit_log_signal on audit_log (signal_id);

-- What the hash of a row is made of. It must not depend on a setting of the session.
create function audit_hash(r audit_log) returns bytea language sql immutable as $$
    select sha256(convert_to(jsonb_build_array(
        encode(r.previous, 'hex'), r.municipality, r.seq, extract(epoch from r.at), r.actor, r.role, r.organisation_id, r.action, r.signal_id,
        r.purpose, to_jsonb(r.fields), r.trace_id)::text, 'UTF8'))
$$;

create function audit_chain() returns trigger language plpgsql as $$
declare
    last audit_log;
begin
    perform pg_advisory_xact_lock(hashtextextended('audit ' || new.municipality, 0));
    select * into last from audit_log where municipality = new.municipality order by seq desc limit 1;
    new.seq := coalesce(last.seq, 0) + 1;
    new.previous := coalesce(last.hash, ''::bytea);
    new.hash := audit_hash(new);
    return new;
end
$$;

create trigger audit_chain before insert on audit_log for each row execute function audit_chain();

-- Append-only for the service.
do $$
begin
    if exists (select from pg_roles where rolname = 'signals_app') then
        revoke update, delete, truncate on processing_log, audit_log, signal_transition from signals_app;
    end if;
end
$$;
