-- By day. What was counted by month stands on its first day; the table demand stays for an older version that still runs, and nothing reads it any more.
create table referral_count (
    service_id    uuid not null,
    day           date not null,                                -- UTC
    referrals     int  not null,
    returned_full int  not null,                                -- came back because the service was full
    primary key (service_id, day)
);

insert into referral_count (service_id, day, referrals, returned_full) select service_id, month, referrals, 0 from demand;
