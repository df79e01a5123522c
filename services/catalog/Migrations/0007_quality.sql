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
