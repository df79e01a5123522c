create table partner (
    id              uuid primary key,
    coalition_id    uuid        not null references coalition,
    organisation_id uuid        not null,                   -- the catalogue's
    name            text        not null check (length(name) between 2 and 120),
    kind            text        not null check (kind in ('organisation', 'entrepreneur', 'resident-group', 'target-group')),
    domain          text        not null,
    tier            text        not null check (tier in ('core', 'network')),
    status          text        not null check (status in ('prospect', 'invited', 'active', 'dormant', 'left')),
    joined_at       timestamptz,
    created_at      timestamptz not null,
    version         bigint      not null,
    constraint who_takes_part_has_joined check (status not in ('active', 'dormant') or joined_at is not null)
);

create unique index partner_once_per_organisation on partner (coalition_id, organisation_id) where status <> 'left';
create unique index partner_once_per_name on partner (coalition_id, lower(name)) where status <> 'left';

-- Professional contacts of a partner, never residents. Erasable: the row stays, so that seats and agreements keep pointing at somebody.
create table person (
    id         uuid primary key,
    partner_id uuid        not null references partner,
    name       text        not null check (length(name) between 1 and 120),
    role_title text check (length(role_title) <= 120),
    account    text check (length(account) <= 200),         -- subject of an account
    email      text check (length(email) <= 254),
    erased_at  timestamptz,
    created_at timestamptz not null,
    version    bigint      not null,
    constraint erased_means_erased
        check (erased_at is null or (name = 'oud-lid' and role_title is null and account is null and email is null))
);

create index person_partner on person (partner_id);
create index person_account on person (account) where account is not null;
