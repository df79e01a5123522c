create table subscription (
    id                 uuid        primary key,
    owner_subject      text        not null,
    owner_organisation uuid,
    municipalities     text[]      not null,                 -- clearance, as the owner's token said last; '*' is everywhere
    sink               text        not null,
    types              text[]      not null,                 -- empty: all
    filters            json        not null,
    format             text        not null check (format in ('structured', 'binary')),
    state              text        not null check (state in ('pending', 'active', 'disabled')),
    state_reason       text,
    from_position      bigint      not null,                 -- events after it
    version            bigint      not null,
    created_at         timestamptz not null,
    changed_at         timestamptz not null,
    handshakes         int         not null default 0,       -- tried for this sink
    next_handshake_at  timestamptz not null,
    allowed_rate       int,                                  -- deliveries per minute, as the sink said; null: no limit
    next_send_at       timestamptz not null default '-infinity',
    failures           int         not null default 0,       -- in a row
    trips              int         not null default 0,       -- of the breaker, in a row
    open_until         timestamptz not null default '-infinity',
    failing_since      timestamptz
);

create index subscription_owner on subscription (owner_subject);

create table subscription_secret (
    id              uuid        primary key,
    subscription_id uuid        not null references subscription on delete cascade,
    sealed          bytea       not null,
    created_at      timestamptz not null,
    expires_at      timestamptz                              -- null: the newest
);

create index subscription_secret_subscription on subscription_secret (subscription_id);

create table delivery (
    subscription_id uuid        not null references subscription on delete cascade,
    position        bigint      not null references event_log on delete cascade,
    state           text        not null default 'due' check (state in ('due', 'delivered', 'dropped', 'dead')),
    attempts        int         not null default 0,
    due_at          timestamptz not null,
    leased_until    timestamptz not null default '-infinity',
    finished_at     timestamptz,
    primary key (subscription_id, position)
);

create index delivery_due on delivery (subscription_id, position) where state = 'due';
create index delivery_position on delivery (position);

create table delivery_attempt (
    subscription_id uuid        not null,
    position        bigint      not null,
    number          int         not null,                    -- from 1
    at              timestamptz not null,
    duration_ms     int         not null,
    outcome         text        not null,
    status          int,                                     -- of HTTP; null without an answer
    body            text        not null,                    -- cut, without control characters; foreign text all the same
    trace_id        text,
    primary key (subscription_id, position, number),
    foreign key (subscription_id, position) references delivery on delete cascade
);
