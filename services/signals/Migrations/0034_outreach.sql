-- A round of home visits. Its key stands beside those of signals, under the round's id.
create table outreach_round (
    id              uuid        primary key,
    municipality    text        not null,
    organisation_id uuid        not null,
    kind            text        not null,
    area            text,
    from_date       date        not null,
    until_date      date        not null,
    keep_days       int         not null check (keep_days between 1 and 365),
    state           text        not null check (state in ('open', 'closed', 'destroyed')),
    keep_until      date,                             -- after closing: the last day on which addresses can be opened
    created_at      timestamptz not null,
    version         bigint      not null
);

create index outreach_round_list on outreach_round (municipality, organisation_id, created_at);
create index outreach_round_due on outreach_round (state, keep_until) where state <> 'destroyed';

create table outreach_visit (
    id         uuid        primary key,
    round_id   uuid        not null references outreach_round,
    person     bytea,                                 -- sealed: address and name; null once the key was destroyed
    state      text        not null check (state in ('planned', 'done', 'no-answer')),
    outcome    text,
    attempts   int         not null default 0,
    changed_at timestamptz not null
);

create index outreach_visit_round on outreach_visit (round_id, id);
