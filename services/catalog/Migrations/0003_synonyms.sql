-- What the editors of a municipality tell the search about words.
create table synonym_list (
    municipality text        primary key,
    groups       jsonb       not null,
    whole_words  text[]      not null,
    version      bigint      not null,   -- 0: never told anything
    changed_at   timestamptz not null
);
