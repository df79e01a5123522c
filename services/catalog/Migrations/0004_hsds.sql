-- HSDS lists services in the order of change, and a service changes with all that is told about it: its organisation and its checks too.
alter table service
    add column last_modified timestamptz,
    add column search_text   text;          -- lower case, without accents

-- The places of a service, each with an id of its own. The truth is in content; this table repeats it for lists and distances.
create table service_location (
    id         uuid     primary key default gen_random_uuid(),
    service_id uuid     not null references service on delete cascade,
    number     smallint not null,           -- from 1, its place in content; 0: online
    postcode   text,
    latitude   float8,
    longitude  float8,
    unique (service_id, number)
);

create function place_service(service uuid, content jsonb) returns void language plpgsql as $$
begin
    with place as (
        select 0 as number, '{}'::jsonb as item
        where content->'setting' ? 'online'
        union all
        select listed.number, listed.item
        from jsonb_array_elements(case jsonb_typeof(content->'locations') when 'array' then content->'locations' else '[]' end) with ordinality listed (item, number)
    ), kept as (
        insert into service_location (service_id, number, postcode, latitude, longitude)
        select service, number, item->>'postcode', (item->>'latitude')::float8, (item->>'longitude')::float8
        from place
        on conflict (service_id, number) do update set postcode = excluded.postcode, latitude = excluded.latitude, longitude = excluded.longitude
    )
    delete from service_location l where l.service_id = service and l.number not in (select number from place);
end
$$;

create function service_fill() returns trigger language plpgsql as $$
begin
    new.last_modified := greatest(new.changed_at, new.verified_at, (select changed_at from organisation where id = new.organisation_id));
    if new.search_text is null or new.content is distinct from old.content then
        new.search_text := unaccent(lower(concat_ws(' ', new.name, new.content->>'summary',
            new.content->'essence'->>'what', new.content->'essence'->>'forWhom', new.content->'essence'->>'how')));
    end if;
    return new;
end
$$;

create function service_placed() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' or new.content is distinct from old.content then
        perform place_service(new.id, new.content);
    end if;
    return null;
end
$$;

create function organisation_changed() returns trigger language plpgsql as $$
begin
    update service set last_modified = new.changed_at where organisation_id = new.id;
    return null;
end
$$;

create trigger service_fill before insert or update on service for each row execute function service_fill();
create trigger service_placed after insert or update of content on service for each row execute function service_placed();
create trigger organisation_changed after update on organisation for each row execute function organisation_changed();

-- Fills what is there.
update service set last_modified = changed_at;
select place_service(id, content) from service;

alter table service
    alter column last_modified set not null,
    alter column search_text set not null;

create index service_modified on service (last_modified, id) where published_at is not null;
create index organisation_modified on organisation (changed_at, id);
