-- Methods that were described or studied.
create table intervention (
    id          uuid        primary key,
    name        text        not null,
    description text        not null,
    evidence    text        not null,
    source      text        not null,
    as_of_date  date        not null,                           -- of the source
    url         text,
    version     int         not null,
    changed_at  timestamptz not null
);

create unique index intervention_name on intervention (lower(name));

-- What was answered to a version of a questionnaire. Scores follow from that version, which stands in the code and never changes.
create table assessment (
    id            uuid        primary key,
    service_id    uuid        not null references service,
    questionnaire text        not null,
    version       int         not null,
    answers       jsonb       not null,
    by_role       text        not null,                         -- never who
    assessed_at   timestamptz not null
);

create index assessment_service on assessment (service_id, assessed_at desc);

-- Searches without results, by need: codes, empty where nothing was said. Nothing of who searched, and no word of it.
create table unmet_search (
    municipality text        not null,
    support_type text        not null,
    problem      text        not null,
    target_group text        not null,
    day          date        not null,                          -- UTC; kept for thirty whole days
    searches     int         not null,
    counted_at   timestamptz not null,                          -- the quarter of an hour that was counted last
    primary key (municipality, support_type, problem, target_group, day)
);

create index unmet_search_day on unmet_search (day);

-- What was told of it: rounded down to tens, 0 when it is too little to be told.
create table unmet_demand (
    municipality text        not null,
    support_type text        not null,
    problem      text        not null,
    target_group text        not null,
    searches     int         not null,
    version      int         not null,
    changed_at   timestamptz not null,
    primary key (municipality, support_type, problem, target_group)
);

-- Organisations that joined a coalition.
create table invitation (
    municipality    text        not null,
    organisation_id uuid        not null,                       -- may not stand in the catalogue yet
    domain          text        not null,
    joined_at       timestamptz not null,
    primary key (municipality, organisation_id)
);

-- Gaps that coalitions see. A gap whose end was heard first has empty codes, and is not open.
create table wanted (
    gap_id        uuid        primary key,
    open          boolean     not null,
    municipality  text        not null,
    support_type  text        not null,
    target_group  text        not null,
    identified_at timestamptz not null,
    version       bigint      not null
);

create index wanted_municipality on wanted (municipality) where open;

-- With the index on municipalities: what a municipality has, counted for each of its needs.
create index service_national on service (id) where state = 'published' and national;
