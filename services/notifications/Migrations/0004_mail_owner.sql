alter table mail add column owner text not null default 'signals';  -- the service that knows who is behind the reference
