-- What the editors of a municipality tell services apart by, besides what the platform does: "U-pas geldig".
create table taxonomy (
    municipality text        primary key,
    id           uuid        not null unique,   -- in HSDS
    version      bigint      not null,          -- 0: never told anything
    changed_at   timestamptz not null
);

create table taxonomy_term (
    municipality text     not null references taxonomy,
    code         text     not null,
    id           uuid     not null unique,      -- in HSDS
    number       smallint not null,             -- from 1: the order in which they are shown
    label        text     not null,
    label_en     text,
    description  text,
    primary key (municipality, code)
);

create table service_label (
    service_id   uuid not null references service on delete cascade,
    municipality text not null,
    code         text not null,
    primary key (service_id, municipality, code),
    foreign key (municipality, code) references taxonomy_term
);

create index service_label_term on service_label (municipality, code);

-- When what its labels tell last changed. Without a value it never had one.
alter table service add column labelled_at timestamptz;

-- Who copies the catalogue hears of it (HSDS), and so does the index of every replica.
create or replace function service_fill() returns trigger language plpgsql as $$
begin
    new.last_modified := greatest(new.changed_at, new.verified_at, new.labelled_at, (select changed_at from organisation where id = new.organisation_id));
    if new.search_text is null or new.content is distinct from old.content then
        new.search_text := unaccent(lower(concat_ws(' ', new.name, new.content->>'summary',
            new.content->'essence'->>'what', new.content->'essence'->>'forWhom', new.content->'essence'->>'how')));
    end if;
    return new;
end
$$;

drop trigger service_marked on service;

create trigger service_marked before update on service for each row
when ((old.state, old.content, old.organisation_id, old.published_at, old.verified_at, old.labelled_at)
    is distinct from (new.state, new.content, new.organisation_id, new.published_at, new.verified_at, new.labelled_at))
execute function mark_service();
