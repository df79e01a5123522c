-- A handler asks to see who reported; somebody else decides. No text: a code says why.
create table identity_request (
    id         uuid        primary key,
    signal_id  uuid        not null references signal,
    reason     text        not null,
    asked_by   text        not null,
    asked_at   timestamptz not null,
    decision   text        check (decision in ('approved', 'refused')),
    decided_by text,
    decided_at timestamptz
);

create index identity_request_signal on identity_request (signal_id);

-- What somebody asks about their own data. Who that is stands in the municipality's own records, under the reference.
create table rights_request (
    id                 uuid        primary key,
    municipality       text        not null,
    kind               text        not null check (kind in ('access', 'rectification', 'erasure', 'restriction', 'objection')),
    about              text        not null check (about in ('subject', 'reporter')),
    reference          text        not null,
    identity_check     text        not null,
    received_date      date        not null,
    due_date           date        not null,
    extended_for       text,
    state              text        not null check (state in ('open', 'granted', 'partly-granted', 'refused', 'withdrawn')),
    reason             text,
    decided_at         timestamptz,
    created_by         text        not null,
    created_at         timestamptz not null,
    export_asked_by    text,
    export_asked_at    timestamptz,
    export_with_worry  boolean     not null default false,
    export_approved_by text,
    export_approved_at timestamptz,
    version            bigint      not null
);

create index rights_request_list on rights_request (municipality, state, due_date);

create table rights_request_signal (
    request_id uuid        not null references rights_request,
    signal_id  uuid        not null references signal,
    linked_at  timestamptz not null,
    primary key (request_id, signal_id)
);

create index rights_request_signal_signal on rights_request_signal (signal_id);
