-- Where the relay to the municipality's logbook is. The lines themselves are append-only, so that what was acknowledged stands here.
alter table processing_log add column position bigint generated always as identity;

create unique index processing_log_position on processing_log (position);
create index processing_log_trace on processing_log (trace_id);
create index processing_log_activity on processing_log ((attributes ->> 'dpl.core.processing_activity_id'), start_time);

create table processing_log_relayed (
    upto bigint not null                           -- every line up to this position was acknowledged
);

insert into processing_log_relayed (upto) values (0);

create table processing_log_acknowledged (
    position bigint primary key                    -- beyond it; taken together once nothing below can appear any more
);
