-- Two measurements of one person at one service, under a random code that only the person has. Nothing leads from here to a signal: no
-- key, no reference, no moment.
create table effect_pair (
    pair_hash        bytea    primary key,             -- HMAC of the code
    service_id       uuid     not null,
    month            date     not null,                -- of the first measurement
    before_total     smallint not null check (before_total between 0 and 6),
    before_emotional smallint check (before_emotional between 0 and 3),
    before_social    smallint check (before_social between 0 and 3),
    after_total      smallint check (after_total between 0 and 6),
    after_emotional  smallint check (after_emotional between 0 and 3),
    after_social     smallint check (after_social between 0 and 3),
    place            bigint                            -- among the complete pairs of the service, from 1
);

create unique index effect_pair_complete on effect_pair (service_id, place) where place is not null;
create index effect_pair_open on effect_pair (month) where place is null;
