alter table signal
    add column assignee         text,                 -- the token's subject of whoever works on it: opaque
    add column due_at           timestamptz,          -- by when the present step is to be done; null when it has no term
    add column overdue_told_for timestamptz,          -- the due date of which it was told that it passed
    add column hand_over_to     text,                 -- what a first handler proposed, until a second one agrees
    add column hand_over_by     text,
    add column flag             text,                 -- something happened that the handler must look at
    add column flagged_at       timestamptz;

drop index signal_work_list;
create index signal_work_list on signal (organisation_id, received_at, id) include (municipality, state);
create index signal_assignee on signal (organisation_id, assignee, received_at) where assignee is not null;
create index signal_flagged on signal (organisation_id, received_at) where flag is not null;
create index signal_due on signal (due_at) where due_at is not null and overdue_told_for is distinct from due_at;

-- Where a municipality says otherwise than the defaults in code. All in working days.
create table due_dates (
    municipality        text        primary key,
    triage_days         int         not null check (triage_days between 1 and 20),
    urgent_contact_days int         not null check (urgent_contact_days between 1 and 20),
    light_contact_days  int         not null check (light_contact_days between 1 and 20),
    version             bigint      not null,
    changed_at          timestamptz not null
);

-- Who sees the work of an absent colleague, and when. Both are subjects of tokens: opaque.
create table cover (
    id              uuid        primary key,
    organisation_id uuid        not null,
    absent          text        not null,
    covered_by      text        not null,
    from_date       date        not null,
    until_date      date        not null,              -- the last day
    created_at      timestamptz not null,
    check (from_date <= until_date)
);

create index cover_absent on cover (organisation_id, absent);
create index cover_covered_by on cover (organisation_id, covered_by);

create table case_note (
    id         uuid        primary key,
    signal_id  uuid        not null references signal,
    kind       text        not null,
    text       bytea       not null,                   -- sealed under the case key
    author     text        not null,
    written_at timestamptz not null
);

create index case_note_signal on case_note (signal_id);
