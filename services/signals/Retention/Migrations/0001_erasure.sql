-- What was destroyed, step by step. It holds ids and codes only, and it is kept where a restore of the other databases does not take it back:
-- after a restore it says what must be destroyed again.
create table erasure (
    position  bigint      generated always as identity primary key,
    signal_id uuid        not null,
    scope     text        not null check (scope in ('signal', 'reporter')),
    step      text        not null check (step in ('started', 'cancelled', 'done', 'removed')),
    reason    text        not null,                -- a code
    copies    jsonb,                               -- with 'done': what was looked at, and how much of it was left
    at        timestamptz not null
);

create index erasure_signal on erasure (signal_id, scope, position);
create index erasure_started on erasure (position) where step = 'started';

-- Append-only for the service.
do $$
begin
    if exists (select from pg_roles where rolname = 'signals_ledger_app') then
        revoke update, delete, truncate on erasure from signals_ledger_app;
    end if;
end
$$;
