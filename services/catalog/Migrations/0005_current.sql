create extension if not exists pg_trgm;                         -- how alike names are; trusted: the owner of the database may create it

alter table service add column cadence text;                    -- code of how long a check holds; null until the next round for rows of before
alter table service add column ends_on date;                    -- of a dated activity: its last day
alter table service add column flagged boolean not null default false;

create index service_ends_on on service (ends_on) where ends_on is not null and state in ('published', 'paused');

-- What two entries of the same service share. A telephone number without its punctuation and country, an address of the web without its path.
create function plain_phone(text) returns text language sql immutable strict parallel safe
    return regexp_replace(regexp_replace($1, '[^0-9]', '', 'g'), '^(0031|31)0?', '0');
create function plain_host(text) returns text language sql immutable strict parallel safe
    return lower(substring($1 from '^https?://(?:[wW]{3}[.])?([^/:?#]+)'));

create index service_phone on service (plain_phone(content->'contact'->>'phone'));
create index service_email on service (lower(content->'contact'->>'email'));
create index service_host on service (plain_host(content->'contact'->>'website'));
create index service_locations on service using gin ((content->'locations') jsonb_path_ops);

-- Each time that somebody looked and found it right, or said which fields are.
create table verification (
    id          uuid        primary key,
    service_id  uuid        not null references service,
    how         text        not null,
    by_role     text        not null,                           -- never who
    fields      text[]      not null,                           -- empty: all of it
    verified_at timestamptz not null
);

create index verification_service on verification (service_id, verified_at desc);

-- One question to the organisation per cycle: is this still right?
create table verification_request (
    id              uuid        primary key,
    service_id      uuid        not null references service,
    since           timestamptz not null,                       -- the check, or the publication, from which the cycle counts
    asked_at        timestamptz not null,
    token_hash      bytea       unique,                         -- of the link; the link itself is nowhere. Null: there is no address
    expires_at      timestamptz not null,
    used_at         timestamptz,
    recipient_ref   uuid        unique,
    acknowledged_at timestamptz,
    unique (service_id, since)
);

-- Somebody says that it is not right. Who, and from where, is not known.
create table correction (
    id           uuid        primary key,
    service_id   uuid        not null references service,
    field        text,                                          -- null: it is not about one field
    kind         text        not null check (kind in ('wrong-phone', 'closed', 'wrong-time', 'wrong-price', 'other')),
    text         text,                                          -- may hold something personal; erased some time after the decision
    professional boolean     not null,
    state        text        not null check (state in ('open', 'accepted', 'rejected')),
    version      int         not null,
    received_at  timestamptz not null,
    decided_at   timestamptz
);

create index correction_service on correction (service_id) where state = 'open';
create index correction_received on correction (received_at);

-- What a provider wants to change of what is public, until an editor has decided.
create table proposal (
    id           uuid        primary key,
    service_id   uuid        not null references service,
    base         jsonb       not null,                          -- the approved content that the provider changed
    base_version int         not null,
    proposed     jsonb       not null,
    fields       text[]      not null,                          -- in which the two differ
    decisions    jsonb       not null default '[]',             -- for each field, with a reason
    state        text        not null check (state in ('open', 'decided', 'withdrawn')),
    version      int         not null,
    made_at      timestamptz not null,
    decided_at   timestamptz
);

create unique index proposal_open on proposal (service_id) where state = 'open';
create index proposal_service on proposal (service_id);

-- What is different in one municipality of a service of the whole country.
create table supplement (
    service_id      uuid        not null references service,
    municipality    text        not null,
    organisation_id uuid        references organisation,
    content         jsonb       not null,
    version         int         not null,
    changed_at      timestamptz not null,
    primary key (service_id, municipality)
);
