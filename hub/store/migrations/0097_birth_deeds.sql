-- migrate:up

-- Registries are asked by the number of a deed. Few persons of the record have one that is known.
create index person_birth_deed on person (tenant, birth_deed_number) where birth_deed_number is not null;

-- migrate:down

drop index person_birth_deed;
