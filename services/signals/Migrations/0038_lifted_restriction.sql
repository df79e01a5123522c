-- A restriction that was granted, and lifted later.
alter table rights_request
    add column lifted_for  text,                      -- a code
    add column lifted_told date,                      -- when the person was told that it would be (GDPR art. 18.3)
    add column lifted_at   timestamptz;
