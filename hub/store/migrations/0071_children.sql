-- migrate:up

-- Whom a person is recorded as the parent of, on whatever family card: asked before her name or NIK is corrected.
create index person_mother on person (mother_nik, tenant) where mother_nik is not null;
create index person_father on person (father_nik, tenant) where father_nik is not null;

-- migrate:down

drop index person_mother, person_father;
