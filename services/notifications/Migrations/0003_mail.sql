-- A reference to a person, never an address: the owning service gives it at the moment of sending.
create table mail (
    id            uuid        primary key,
    recipient_ref uuid        not null,
    template      text        not null,
    state         text        not null default 'due' check (state in ('due', 'sent', 'done', 'expired', 'failed')),
    attempts      int         not null default 0,
    due_at        timestamptz not null,
    created_at    timestamptz not null,
    finished_at   timestamptz
);

create index mail_due on mail (due_at) where state in ('due', 'sent');
