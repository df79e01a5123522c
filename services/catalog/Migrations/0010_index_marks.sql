-- A change that no search shows (a flag, a date of the source) need not be read again by every replica; a new name of an organisation must be.
drop trigger service_marked on service;

create trigger service_marked before update on service for each row
when ((old.state, old.content, old.organisation_id, old.published_at, old.verified_at)
    is distinct from (new.state, new.content, new.organisation_id, new.published_at, new.verified_at))
execute function mark_service();

create function mark_services_of_organisation() returns trigger language plpgsql as $$
begin
    update service set changed_xid = pg_current_xact_id() where organisation_id = new.id;
    return null;
end
$$;

create trigger organisation_renamed after update of name on organisation for each row
when (old.name is distinct from new.name)
execute function mark_services_of_organisation();
