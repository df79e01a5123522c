-- The addresses of a round of visits are destroyed as a signal is. Then signal_id is the id of the round.
alter table erasure
    drop constraint erasure_scope_check,
    add constraint erasure_scope_check check (scope in ('signal', 'reporter', 'visits'));
