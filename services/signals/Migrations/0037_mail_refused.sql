alter table signal add column mail_refused_at timestamptz;     -- since when no mail reaches the reporter's address; until there is another one
