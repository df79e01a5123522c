-- What counts for new services of the import where the file tells nothing: as ImportDefaults. Null: nothing does.
alter table import add column defaults jsonb;
