-- The places of many new services are stored by one statement for all of them. A service that changes has its own looked at, as before.
create function places_of(content jsonb) returns table (number bigint, postcode text, latitude float8, longitude float8) language sql immutable as $$
    select 0, null, null, null
    where content->'setting' ? 'online'
    union all
    select listed.number, item->>'postcode', (item->>'latitude')::float8, (item->>'longitude')::float8
    from jsonb_array_elements(case jsonb_typeof(content->'locations') when 'array' then content->'locations' else '[]' end) with ordinality listed (item, number)
$$;

create or replace function place_service(service uuid, content jsonb) returns void language plpgsql as $$
begin
    with place as (
        select * from places_of(content)
    ), kept as (
        insert into service_location (service_id, number, postcode, latitude, longitude)
        select service, place.* from place
        on conflict (service_id, number) do update set postcode = excluded.postcode, latitude = excluded.latitude, longitude = excluded.longitude
    )
    delete from service_location l where l.service_id = service and l.number not in (select number from place);
end
$$;

create function new_services_placed() returns trigger language plpgsql as $$
begin
    insert into service_location (service_id, number, postcode, latitude, longitude)
    select s.id, place.* from inserted s cross join lateral places_of(s.content) place;
    return null;
end
$$;

drop trigger service_placed on service;
create trigger service_placed after update of content on service for each row execute function service_placed();
create trigger new_services_placed after insert on service referencing new table as inserted for each statement execute function new_services_placed();

-- Most services are just long enough to be compressed, and pglz is several times slower at it.
alter table service alter column content set compression lz4;
