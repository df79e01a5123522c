-- How long a municipality keeps what, where that differs from the defaults in code.
create table retention_terms (
    municipality text        primary key,
    days         jsonb       not null,             -- {outcome: days after closing}
    version      bigint      not null,
    changed_at   timestamptz not null
);

alter table signal
    add column hold_reason text,                   -- code of a legal hold: nothing is erased while it stands
    add column grace_until date,                   -- given once, for news that nobody had read
    add column restricted_at timestamptz;          -- the person objected: only a privacy officer opens it

create index signal_retain_until on signal (retain_until, id) where state = 'closed';

-- What is to be destroyed because somebody asked for it: the round carries it out.
create table erasure_order (
    signal_id  uuid        not null references signal,
    scope      text        not null check (scope in ('signal', 'reporter')),
    ordered_at timestamptz not null,
    primary key (signal_id, scope)
);

-- Finds the signals about a person who asks. A keyed hash: the key is in none of these databases.
create table subject_index (
    signal_id uuid  not null references signal,
    owner     text  not null check (owner in ('subject', 'reporter')),
    kind      text  not null check (kind in ('address', 'phone', 'email')),
    hash      bytea not null,
    primary key (hash, signal_id, owner, kind)
);

create index subject_index_signal on subject_index (signal_id);
