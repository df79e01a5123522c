create table agreement (
    id               uuid primary key,
    coalition_id     uuid        not null references coalition,
    number           int         not null,
    what             text        not null check (length(what) between 3 and 500),
    owner_id         uuid references person,
    due_date         date,                                    -- a day in Europe/Amsterdam
    means            text check (length(means) <= 500),
    realistic        boolean,
    realistic_note   text check (length(realistic_note) <= 500),
    supported        boolean,
    supported_note   text check (length(supported_note) <= 500),
    staffed          boolean,
    staffed_note     text check (length(staffed_note) <= 500),
    funded           boolean,
    funded_note      text check (length(funded_note) <= 500),
    gap_id           uuid references gap,
    workgroup_id     uuid references workgroup,
    component        text,
    status           text        not null check (status in ('proposed', 'agreed', 'in-progress', 'blocked', 'done', 'cancelled')),
    blocked_reason   text check (length(blocked_reason) <= 500),
    cancelled_reason text check (length(cancelled_reason) <= 500),
    postponed_reason text check (length(postponed_reason) <= 500), -- of the last time
    result           text check (length(result) <= 1000),
    times_postponed  int         not null default 0,
    proposed_by      text        not null,                    -- subject of an account
    proposed_at      timestamptz not null,
    agreed_at        timestamptz,
    completed_at     timestamptz,
    version          bigint      not null,
    unique (coalition_id, number),

    -- An agreement that leaves "proposed" is concrete. A check that gives null passes, hence coalesce.
    constraint concrete_before_agreed check (status in ('proposed', 'cancelled') or (
        owner_id is not null and due_date is not null and agreed_at is not null
        and coalesce(length(btrim(means)), 0) > 0
        and realistic is not null and (realistic or coalesce(length(btrim(realistic_note)), 0) > 0)
        and supported is not null and (supported or coalesce(length(btrim(supported_note)), 0) > 0)
        and staffed is not null and (staffed or coalesce(length(btrim(staffed_note)), 0) > 0)
        and funded is not null and (funded or coalesce(length(btrim(funded_note)), 0) > 0))),
    constraint blocked_has_a_reason check (status <> 'blocked' or coalesce(length(btrim(blocked_reason)), 0) > 0),
    constraint cancelled_has_a_reason check (status <> 'cancelled' or coalesce(length(btrim(cancelled_reason)), 0) > 0),
    constraint postponed_has_a_reason check (times_postponed = 0 or coalesce(length(btrim(postponed_reason)), 0) > 0),
    constraint done_has_a_result check ((status = 'done') = (completed_at is not null and coalesce(length(btrim(result)), 0) > 0))
);

create index agreement_gap on agreement (gap_id) where gap_id is not null;
create index agreement_owner on agreement (owner_id);
