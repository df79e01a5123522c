-- The spine of a signal. Nothing personal stands here, and none of it is free text: all that is personal is in signal_record, sealed.
create table signal (
    id              uuid        primary key,          -- random: an id must not show its time
    event_ref       uuid        not null unique,      -- what events call it
    receipt_hash    bytea       not null unique,      -- HMAC of the receipt code, which is nowhere else
    municipality    text        not null,
    area            text,                             -- CBS code of district or neighbourhood, or the four digits of a postcode
    organisation_id uuid,                             -- null until the municipality has a routing
    route           text        not null check (route in ('none', 'light', 'not-right', 'urgent')),
    rule            text        not null,
    reporter_role   text,
    about_whom      text,
    wants_feedback  boolean     not null,
    has_address     boolean     not null,             -- the reporter left an e-mail address
    state           text        not null,
    state_since     timestamptz not null,
    received_at     timestamptz not null,
    legal_basis     text,
    source_basis    text,
    informed_how    text,                             -- how the person was informed, or why not (GDPR art. 14)
    outcome         text,
    retention_rule  text,
    retain_until    date,
    version         bigint      not null
);

create index signal_work_list on signal (organisation_id, municipality, state, received_at);
create index signal_unrouted on signal (municipality) where organisation_id is null;

create table signal_record (
    signal_id uuid  primary key references signal,
    subject   bytea,                                  -- sealed, as are the others; null when not given
    reporter  bytea,
    worry     bytea not null
);

create table signal_transition (
    signal_id  uuid        not null references signal,
    version    bigint      not null,
    name       text        not null,
    from_state text        not null,
    to_state   text        not null,
    reason     text,                                  -- a code
    at         timestamptz not null,
    actor      text        not null,
    trace_id   text,
    primary key (signal_id, version)
);

create table contact_attempt (
    id        uuid        primary key,
    signal_id uuid        not null references signal,
    medium    text        not null,
    result    text        not null,
    at        timestamptz not null,
    actor     text        not null
);

create index contact_attempt_signal on contact_attempt (signal_id);

create table consent (
    id           uuid        primary key,
    signal_id    uuid        not null references signal,
    purpose      text        not null,
    service_id   uuid,                                -- what the consent to share is about
    given_by     text        not null,
    form         text        not null,
    given_at     timestamptz not null,
    actor        text        not null,
    withdrawn_at timestamptz
);

create index consent_signal on consent (signal_id);

create table referral (
    id          uuid        primary key,
    signal_id   uuid        not null references signal,
    service_id  uuid        not null,
    consent_id  uuid        not null references consent,
    status      text        not null check (status in ('sent', 'started', 'returned', 'cancelled')),
    referred_at timestamptz not null,
    changed_at  timestamptz not null
);

create index referral_signal on referral (signal_id);
create index referral_open on referral (service_id) where status in ('sent', 'started');

create table routing (
    municipality    text        primary key,
    organisation_id uuid        not null,
    version         bigint      not null,
    changed_at      timestamptz not null
);

create table receipt_session (
    token_hash bytea       primary key,
    signal_id  uuid        not null references signal,
    expires_at timestamptz not null
);

create index receipt_session_expires_at on receipt_session (expires_at);

-- A reference to an address, for one message.
create table recipient (
    ref             uuid        primary key,
    signal_id       uuid        not null references signal,
    created_at      timestamptz not null,
    acknowledged_at timestamptz
);

-- What this service must know of the catalogue.
create table known_service (
    service_id uuid    primary key,
    active     boolean not null,
    version    bigint  not null
);
