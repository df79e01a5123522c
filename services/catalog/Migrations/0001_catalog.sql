create extension if not exists unaccent;

create table organisation (
    id         uuid        primary key,
    name       text        not null,
    domain     text        not null,
    kvk_number text,
    website    text,
    phone      text,
    email      text,
    version    int         not null,
    changed_at timestamptz not null
);

create index organisation_name on organisation (name);

create table service (
    id              uuid        primary key,
    organisation_id uuid        not null references organisation,
    state           text        not null check (state in ('draft', 'in-review', 'published', 'paused', 'archived')),
    version         int         not null,
    content         jsonb       not null,                       -- what people read and edit; the columns below repeat what is searched
    name            text        not null,
    support_types   text[]      not null,
    national        boolean     not null,
    municipalities  text[]      not null,
    search          tsvector    not null,
    source_name     text,
    source_id       text,
    reason          text,                                       -- of a pause or the end
    successor_id    uuid        references service,
    published_at    timestamptz,                                -- the first time
    changed_at      timestamptz not null,                       -- three clocks, never mixed
    verified_at     timestamptz,
    source_seen_at  timestamptz,
    check (national = (cardinality(municipalities) = 0)),
    unique (source_name, source_id)
);

create index service_organisation on service (organisation_id);
create index service_municipalities on service using gin (municipalities) where state = 'published';
create index service_search on service using gin (search) where state = 'published';

-- Additive: every referral event counts once (the inbox sees to that), in whatever order it comes.
create table demand (
    service_id uuid not null,
    month      date not null,
    referrals  int  not null,
    primary key (service_id, month)
);
