-- Challenges that were solved and used, until they would have ended.
create table spent_challenge (
    id         bytea       primary key,
    expires_at timestamptz not null
);

create index spent_challenge_expires_at on spent_challenge (expires_at);

-- On which legal basis a role may report in a municipality, where the law asks the municipality for one.
create table role_policy (
    municipality    text        not null,
    role            text        not null,
    legal_reference text        not null,
    valid_until     date        not null,
    version         bigint      not null,
    changed_at      timestamptz not null,
    primary key (municipality, role)
);
