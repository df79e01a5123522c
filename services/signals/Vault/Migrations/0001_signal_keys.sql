-- One row per signal, written before the signal. A key that is null was destroyed: what it sealed can never be read again.
create table signal_keys (
    signal_id    uuid        primary key,
    subject_key  bytea,                  -- each wrapped by a key-encryption key, whose id stands in front
    reporter_key bytea,
    case_key     bytea,
    created_at   timestamptz not null
);

create index signal_keys_created_at on signal_keys (created_at, signal_id);
