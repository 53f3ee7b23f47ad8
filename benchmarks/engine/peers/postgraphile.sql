-- What PostGraphile reads: views over the record in a schema of its own, and the keys that views cannot have.
drop schema if exists shown cascade;
create schema shown;

create view shown.citizen as
  select nik, full_name, sex, birth_date, birth_place, religion, marital_status, occupation, family_card_number,
         family_relationship, id, name_key
  from person where tenant = '1901';
create view shown.family_card as select number from family_card where tenant = '1901';
create view shown.family_member as
  select nik, family_card_number, family_relationship as relationship,
         row_number() over (partition by family_card_number order by family_relationship <> 'HEAD', birth_date, id) as place
  from person where tenant = '1901';
create view shown.licence as
  select p.nik as owner, t.n, i.nib, i.name, i.kbli, i.status, i.issued_on
  from person p join facet_copy f on f.tenant = p.tenant and f.person_id = p.id and f.facet = 'licences',
       rows from (jsonb_to_recordset(f.items) as (nib text, name text, kbli text, status text, issued_on date))
       with ordinality as t(nib, name, kbli, status, issued_on, n), lateral (select t.*) i
  where p.tenant = '1901';
create view shown.enrolment as
  select p.nik as owner, t.*
  from person p join facet_copy f on f.tenant = p.tenant and f.person_id = p.id and f.facet = 'enrolments',
       rows from (jsonb_to_recordset(f.items) as (npsn text, school text, level text, status text, since date))
       with ordinality as t(npsn, school, level, status, since, n)
  where p.tenant = '1901';
create view shown.immunisation as
  select p.nik as owner, t.*
  from person p join facet_copy f on f.tenant = p.tenant and f.person_id = p.id and f.facet = 'immunisations',
       rows from (jsonb_to_recordset(f.items) as (vaccine text, dose int, occurred_on date, provider text))
       with ordinality as t(vaccine, dose, occurred_on, provider, n)
  where p.tenant = '1901';

comment on view shown.citizen is E'@primaryKey nik\n@foreignKey (family_card_number) references shown.family_card (number)|@fieldName familyCard';
comment on view shown.family_card is E'@primaryKey number';
comment on view shown.family_member is E'@primaryKey nik\n@foreignKey (nik) references shown.citizen (nik)|@fieldName citizen\n@foreignKey (family_card_number) references shown.family_card (number)|@foreignSimpleFieldName members';
comment on view shown.licence is E'@primaryKey nib\n@foreignKey (owner) references shown.citizen (nik)|@foreignSimpleFieldName licences';
comment on view shown.enrolment is E'@primaryKey owner,n\n@foreignKey (owner) references shown.citizen (nik)|@foreignSimpleFieldName enrolments';
comment on view shown.immunisation is E'@primaryKey owner,n\n@foreignKey (owner) references shown.citizen (nik)|@foreignSimpleFieldName immunisations';

create function shown.citizens_by_niks(niks text[]) returns setof shown.citizen language sql stable as $$
  select c.* from unnest(niks) with ordinality as w(nik, n) join shown.citizen c on c.nik = w.nik order by w.n
$$;
create function shown.search_citizens(name text) returns setof shown.citizen language sql stable as $$
  select c.* from shown.citizen c where lower(name) <% c.name_key
  order by (5000 * (word_similarity(lower(name), c.name_key) + similarity(lower(name), c.name_key)))::int desc, c.id
$$;
comment on function shown.citizens_by_niks(text[]) is E'@behavior +queryField:resource:list -queryField:resource:connection';
