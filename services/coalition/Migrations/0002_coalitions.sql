create table coalition (
    id             uuid primary key,
    name           text        not null check (length(name) between 3 and 120),
    status         text        not null check (status in ('initiating', 'active', 'dormant', 'ended')),
    coordinator    text check (length(coordinator) between 1 and 200),   -- subject of an account
    gap_threshold  int         not null check (gap_threshold between 1 and 50),
    ended_reason   text,
    last_agreement int         not null default 0,                       -- the number that was given last
    founded_at     timestamptz not null,
    version        bigint      not null,
    constraint active_has_a_coordinator check (status <> 'active' or coordinator is not null),
    constraint ended_has_a_reason check (status <> 'ended' or coalesce(length(ended_reason), 0) > 0)
);

create table coalition_municipality (
    coalition_id uuid    not null references coalition,
    municipality text    not null check (municipality ~ '^GM[0-9]{4}$'),
    ended        boolean not null default false,
    primary key (coalition_id, municipality)
);

-- A municipality has one coalition at a time.
create unique index one_coalition_per_municipality on coalition_municipality (municipality) where not ended;
create index coalition_municipality_municipality on coalition_municipality (municipality);
