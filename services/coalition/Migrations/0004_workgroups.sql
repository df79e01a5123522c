create table workgroup (
    id              uuid primary key,
    coalition_id    uuid        not null references coalition,
    name            text        not null check (length(name) between 3 and 120),
    purpose         text check (length(purpose) <= 1000),
    decision_method text check (decision_method in ('consent', 'majority', 'mandate')),
    components      text[]      not null default '{}',
    status          text        not null check (status in ('forming', 'active', 'paused', 'closed')),
    closed_reason   text,
    created_at      timestamptz not null,
    version         bigint      not null,
    constraint active_knows_why_and_how check (status <> 'active'
        or (coalesce(length(purpose), 0) > 0 and decision_method is not null and cardinality(components) > 0)),
    constraint closed_has_a_reason check (status <> 'closed' or coalesce(length(closed_reason), 0) > 0)
);

create unique index workgroup_once_per_name on workgroup (coalition_id, lower(name)) where status <> 'closed';

create table seat (
    id              uuid primary key,
    workgroup_id    uuid not null references workgroup,
    person_id       uuid not null references person,
    role            text not null check (role in ('lead', 'deputy', 'secretary', 'member', 'observer')),
    designated_date date not null,
    ceased_date     date check (ceased_date >= designated_date)
);

create unique index one_seat_per_person on seat (workgroup_id, person_id) where ceased_date is null;
create unique index one_lead_per_workgroup on seat (workgroup_id) where role = 'lead' and ceased_date is null;
create index seat_person on seat (person_id) where ceased_date is null;
