create table idempotency (
    id         bytea       primary key,
    request    bytea       not null,
    answer     bytea       not null,
    created_at timestamptz not null default now()
);

create index idempotency_created_at on idempotency (created_at);
