-- How the last check of all of it was made, and in what role; never by whom.
alter table service add column verified_how text;
alter table service add column verified_by_role text;

update service s
set verified_how = v.how, verified_by_role = v.by_role
from (select distinct on (service_id) service_id, how, by_role from verification order by service_id, verified_at desc, id desc) v
where v.service_id = s.id and s.verified_at is not null;

-- What recurs can end too: the next round looks when.
update service set cadence = null where content->>'frequency' = 'recurring' and jsonb_typeof(content->'schedule'->'times') = 'array';
update service set cadence = null where content->>'frequency' = 'one-off' and content->'schedule'->>'times' like '%COUNT=%';

alter table import add column total int;                        -- rows of the file, once it has been read to its end

-- Serves what the index of the organisation alone did, and finds the services of an organisation by name.
create index service_organisation_name on service (organisation_id, lower(name));
drop index service_organisation;
