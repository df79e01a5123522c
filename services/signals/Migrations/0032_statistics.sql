-- Figures of quarters that have ended, as they were published once: suppressed and rounded, about nobody. Nothing is counted again.
create table statistic_quarter (
    quarter      date        primary key,              -- its first day
    published_at timestamptz not null
);

create table statistic (
    municipality text not null,
    quarter      date not null references statistic_quarter,
    by           text not null check (by in ('neighbourhood', 'month', 'route', 'role', 'outcome')),
    code         text not null,                        -- '*' for the rest
    count        int  not null check (count >= 10 and count % 5 = 0),
    primary key (municipality, quarter, by, code)
);
