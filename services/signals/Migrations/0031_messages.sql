-- The dialogue between handler and reporter. Whoever is named in it is part of the case: it is sealed with the case's key.
create table message (
    id        uuid        primary key,
    signal_id uuid        not null references signal,
    kind      text        not null check (kind in ('question', 'answer', 'addition')),
    text      bytea       not null,                   -- sealed
    sent_at   timestamptz not null,
    actor     text,                                   -- who asked; none for the reporter
    read_at   timestamptz                             -- when the other side first read it
);

create index message_signal on message (signal_id, sent_at);
