-- One row, whose lock makes writers of the log queue up: positions are gap-free and in the order of the commits.
create table log_position (
    id       int    primary key check (id = 1),
    position bigint not null
) with (fillfactor = 10);

insert into log_position (id, position) values (1, 0);

create table event_log (
    position     bigint      primary key,
    event_id     uuid        not null unique,
    type         text        not null,
    audience     text        not null check (audience in ('public', 'municipality', 'organisation')),
    municipality text,
    organisation uuid,
    event        json        not null, -- the CloudEvent, to the letter as everyone gets it
    logged_at    timestamptz not null
);

create index event_log_type on event_log (type, position);
create index event_log_logged_at on event_log using brin (logged_at);

-- How far the log was turned into deliveries; its lock makes one replica do it.
create table fan_out (
    id       int    primary key check (id = 1),
    position bigint not null
) with (fillfactor = 10);

insert into fan_out (id, position) values (1, 0);
