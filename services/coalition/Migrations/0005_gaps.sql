create table gap (
    id                uuid primary key,
    municipality      text        not null,
    support_type      text        not null,
    target_group      text,                                  -- null: for everyone
    status            text        not null check (status in ('counting', 'identified', 'addressed', 'closed')),
    needs             int         not null check (needs > 0),
    first_need_at     timestamptz not null,
    last_need_at      timestamptz not null,
    identified_at     timestamptz,
    closed_reason     text check (closed_reason in ('supply-arranged', 'need-passed', 'no-gap')),
    version           bigint      not null,
    constraint closed_has_a_reason check ((status = 'closed') = (closed_reason is not null)),
    constraint named_at_some_time check ((status = 'counting') = (identified_at is null))
);

-- What comes after a gap was closed is counted anew.
create unique index one_open_gap on gap (municipality, support_type, target_group) nulls not distinct where status <> 'closed';

-- Each need counts once, however often and however late its event comes.
create table unmet_need (
    event_id    uuid primary key,
    gap_id      uuid        not null references gap,
    occurred_at timestamptz not null
);

create index unmet_need_gap on unmet_need (gap_id);
