-- No mail reaches the organisation: it has no address, or one that refuses mail. Then somebody calls.
alter table verification_request add column by_phone boolean not null default false;

update verification_request set by_phone = true where token_hash is null and used_at is null and expires_at > now();
