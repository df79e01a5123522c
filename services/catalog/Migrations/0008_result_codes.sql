-- A list of services by a short code, for who looks at it and who helps on the phone. Nothing about either is kept.
create table result_code (
    code       text        primary key check (code ~ '^[0-9]{2}-[0-9]{2}-[0-9]{2}$'),
    services   uuid[]      not null,
    made_at    timestamptz not null,
    expires_at timestamptz not null
);

create index result_code_expires_at on result_code (expires_at);
