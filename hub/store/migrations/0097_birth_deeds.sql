-- migrate:up

-- Registries are asked by the number of a deed. Few persons of the record have one that is known.
create index person_birth_deed on person (birth_deed_number, tenant) where birth_deed_number is not null;
alter table person alter column birth_deed_number set statistics -1;

-- migrate:down

alter table person alter column birth_deed_number set statistics 0;
drop index person_birth_deed;
