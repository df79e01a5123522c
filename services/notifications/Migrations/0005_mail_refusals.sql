alter table mail add column refusals int not null default 0;  -- tries that the mail server refused for good, and that were repeated all the same
