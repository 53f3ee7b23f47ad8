-- migrate:up

-- Where a change comes from, beside its paper (`source`): the agency whose word it is (null: the owner of the attributes that changed), and the moment of
-- which it is said.
alter table record_event add column source_agency text check (source_agency <> ''), add column source_as_of timestamptz;

-- Who had a NIK that is now another's or nobody's: few persons ever lose one, so few rows are in it.
create index record_event_nik_lost on record_event (tenant, (before ->> 'nik')) where 'nik' = any (changed) and before ->> 'nik' is not null;

-- The events of a person follow each other in time as in version, a millisecond apart at least, which is as finely as the graph tells times: so each
-- version has a moment of which it alone is the state. A writer takes the time before it waits for the person's row, so its clock does not promise that.
create function after_the_event_before() returns trigger language plpgsql as $$
begin
    new.at := greatest(new.at, (
        select e.at + interval '1 millisecond' from record_event e
        where e.tenant = new.tenant and e.person_id = new.person_id and e.version < new.version
        order by e.version desc limit 1
    ));
    return new;
end
$$;
create trigger record_event_in_order before insert on record_event for each row when (new.version > 1) execute function after_the_event_before();

-- How much of the birth date is known. What is not known of it stands as the register writes it: 01-01, 01-07 or 31-12. Null is DAY, as
-- in what events kept before there was this column.
alter table person
    add column birth_date_precision text default 'DAY',
    add constraint person_birth_date_precision_listed check (birth_date_precision in ('DAY', 'MONTH', 'YEAR'));

-- migrate:down

alter table person drop column birth_date_precision;
drop trigger record_event_in_order on record_event;
drop function after_the_event_before();
drop index record_event_nik_lost;
alter table record_event drop column source_agency, drop column source_as_of;
