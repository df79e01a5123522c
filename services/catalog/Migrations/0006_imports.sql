-- A file with services that somebody sent, and how far its work is.
create table import (
    id              uuid        primary key,
    municipalities  text[]      not null,                       -- whose editors see it
    acts_in         text[]      not null,                       -- where whoever started it may change services
    source          text        not null,
    format          text        not null check (format in ('csv', 'hsds')),
    organisation_id uuid        references organisation,        -- of rows that name none
    publish         boolean     not null,                       -- new services at once, or as drafts
    dry_run         boolean     not null,
    state           text        not null check (state in ('receiving', 'waiting', 'running', 'done', 'failed')),
    received_at     timestamptz not null,
    started_at      timestamptz,
    finished_at     timestamptz,
    position        int         not null default 0,             -- rows dealt with: stored together with what became of them
    created         int         not null default 0,
    changed         int         not null default 0,
    unchanged       int         not null default 0,
    failed          int         not null default 0,
    worker          uuid,                                       -- who is at it, for so long
    leased_until    timestamptz
);

create index import_municipalities on import using gin (municipalities);
create index import_waiting on import (received_at) where state in ('waiting', 'running');

create table import_chunk (
    import_id uuid  not null references import on delete cascade,
    number    int   not null,
    data      bytea not null,
    primary key (import_id, number)
);

-- Read once or twice: not worth the time to compress.
alter table import_chunk alter column data set storage external;

-- What is wrong with a row, and what to do. No value: that may be personal.
create table import_error (
    import_id  uuid not null references import on delete cascade,
    line       int  not null,
    number     int  not null,                                   -- within the line
    heading    text,                                            -- of the column; null: the whole line
    problem_nl text not null,
    problem_en text not null,
    remedy_nl  text not null,
    remedy_en  text not null,
    primary key (import_id, line, number)
);

-- A new service that may stand in the catalogue already; a person decides.
create table import_hint (
    import_id  uuid   not null references import on delete cascade,
    line       int    not null,
    service_id uuid   not null references service,
    score      real   not null,
    reasons    text[] not null,
    primary key (import_id, line, service_id)
);
