-- The index of the process finds words; nothing has filled this column since.
drop index service_search;
alter table service drop column search;
