-- migrate:up

-- The first column of an index tells one entry from the next while it is built and searched. In a district's record the tenant is the same in all of
-- them, so it told nothing, and each comparison went on to the second: of the building of these indexes that was a fourth to a half. All who look into
-- them say tenant and number, or tenant and word, both exactly, so which of the two comes first is all the same to them.
do $do$
begin
    for n in 1..6 loop
        execute format('drop index person_word_%s', n);
        execute format(
            $sql$create index person_word_%1$s on person
                (split_part(name_key, ' ', %1$s), tenant, length(name_key), region_code collate "C", birth_date, id)
                include (name_key, mother_key) where split_part(name_key, ' ', %1$s) <> ''$sql$, n);
    end loop;
end
$do$;
drop index person_nik;
create unique index person_nik on person (nik, tenant) where nik is not null;
drop index person_family;
create index person_family on person (family_card_number, tenant) where family_card_number is not null;

-- No statement looks for persons by these, so nothing is decided by how their values are spread; sorting them was most of what statistics of persons
-- cost. What is looked for by name is looked for by name_key.
alter table person
    alter column full_name set statistics 0,
    alter column birth_place set statistics 0,
    alter column birth_deed_number set statistics 0,
    alter column address_line set statistics 0,
    alter column postal_code set statistics 0,
    alter column mother_name set statistics 0,
    alter column father_name set statistics 0,
    alter column blood_type set statistics 0,
    alter column religion set statistics 0,
    alter column education set statistics 0,
    alter column occupation set statistics 0,
    alter column citizenship set statistics 0;

-- migrate:down

alter table person
    alter column full_name set statistics -1,
    alter column birth_place set statistics -1,
    alter column birth_deed_number set statistics -1,
    alter column address_line set statistics -1,
    alter column postal_code set statistics -1,
    alter column mother_name set statistics -1,
    alter column father_name set statistics -1,
    alter column blood_type set statistics -1,
    alter column religion set statistics -1,
    alter column education set statistics -1,
    alter column occupation set statistics -1,
    alter column citizenship set statistics -1;
drop index person_family;
create index person_family on person (tenant, family_card_number) where family_card_number is not null;
drop index person_nik;
create unique index person_nik on person (tenant, nik) where nik is not null;
do $do$
begin
    for n in 1..6 loop
        execute format('drop index person_word_%s', n);
        execute format(
            $sql$create index person_word_%1$s on person
                (tenant, split_part(name_key, ' ', %1$s), length(name_key), region_code collate "C", birth_date, id)
                include (name_key, mother_key) where split_part(name_key, ' ', %1$s) <> ''$sql$, n);
    end loop;
end
$do$;
