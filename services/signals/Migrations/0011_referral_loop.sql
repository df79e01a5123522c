-- Whose inbox a referral is in. Unknown for a service that was published before this column was there: then only the handler follows it.
alter table known_service add column organisation_id uuid;

alter table consent add column fields text[] not null default '{}';    -- what may be shared; of a consent to share only

alter table referral
    add column organisation_id uuid,
    add column fields          text[]  not null default '{}',           -- names of what was shared
    add column shared          bytea,                                   -- sealed under the subject's key
    add column reason          text,                                    -- a code: why it came back
    add column version         bigint  not null default 1,
    drop constraint referral_status_check,
    add constraint referral_status_check
        check (status in ('sent', 'accepted', 'started', 'completed', 'returned', 'cancelled', 'ended'));

drop index referral_open;
create index referral_open on referral (service_id) where status in ('sent', 'accepted', 'started');
create index referral_inbox on referral (organisation_id, referred_at, id) where organisation_id is not null;
