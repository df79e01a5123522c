-- Every replica follows the changes by the id of the transaction that made them. A trigger keeps it, so that no writer can forget it.
alter table service add column changed_xid xid8 not null default pg_current_xact_id();

create index service_changed_xid on service (changed_xid);

create function mark_service() returns trigger language plpgsql as $$
begin
    new.changed_xid := pg_current_xact_id();
    return new;
end
$$;

create trigger service_marked before insert or update on service for each row execute function mark_service();

-- Text is searched in the index of the service. The column and its index go in a later version: the previous one still reads them.
alter table service alter column search drop not null;
