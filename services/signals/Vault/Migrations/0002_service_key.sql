-- Keys that are of no signal: of the hashes of receipts and of the index of people. Each wrapped, as those of signals are.
create table service_key (
    name       text        primary key,
    key        bytea       not null,
    created_at timestamptz not null default now()
);

-- A reporter whose key was destroyed can get a new one; null for the one that was made with the others.
alter table signal_keys add column reporter_made_at timestamptz;
