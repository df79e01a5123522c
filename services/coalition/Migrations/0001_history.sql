-- What happened to each aggregate, by whom and when. Codes and ids only: no free text, no names. One partition per kind of aggregate.
create table history (
    id           bigint generated always as identity,
    aggregate    text        not null,
    aggregate_id uuid        not null,
    version      bigint      not null,
    what         text        not null check (what ~ '^[a-z-]{1,40}$'),
    detail       jsonb       not null default '{}',
    who          text,                              -- subject of the account; null: the platform itself, on an event
    at           timestamptz not null,
    primary key (aggregate, id)
) partition by list (aggregate);

create table coalition_history partition of history for values in ('coalition');
create table partner_history partition of history for values in ('partner');
create table person_history partition of history for values in ('person');
create table workgroup_history partition of history for values in ('workgroup');
create table gap_history partition of history for values in ('gap');
create table agreement_history partition of history for values in ('agreement');

create index history_of on history (aggregate_id, id);

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'history is append-only';
end $$;

create trigger history_is_append_only before update or delete on history for each row execute function refuse_change();
