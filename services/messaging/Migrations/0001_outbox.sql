-- A row that stands here is unsent: the relay deletes what the broker confirmed.
create table outbox (
    id               bigint generated always as identity primary key,
    message_id       uuid        not null,
    message_type     text        not null,
    ordering_key     text        not null,
    destination      text,                               -- null: the exchange of the message type
    body             bytea       not null,
    traceparent      text,
    delivery_attempt int         not null default 1,     -- of the consumer, for a delayed retry
    created_at       timestamptz not null default now(),
    available_at     timestamptz not null default now(), -- 'infinity': parked, waits for a person
    attempts         int         not null default 0,     -- failed attempts of the relay
    last_error       text
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0,
        autovacuum_analyze_threshold = 1000, fillfactor = 90);

-- Finds the lanes that wait behind a failed message; nearly always empty.
create index outbox_failed on outbox (ordering_key, id) where attempts > 0;
