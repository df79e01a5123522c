-- The last day by the rule for who declines, since the person took a consent back; empty when they gave one again.
alter table signal add column withdrawn_until date;

-- A signal whose person wants no contact any more goes on its day, closed or not.
drop index signal_retain_until;
create index signal_retain_until on signal (retain_until) where retain_until is not null;
create index signal_withdrawn_until on signal (withdrawn_until) where withdrawn_until is not null;
