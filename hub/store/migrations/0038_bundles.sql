-- migrate:up
-- One application can end in several papers, and some papers are about something else than one person: a family card is
-- replaced by the next one of its number, whichever service makes it.
alter table certificate
    add column series text,
    add column about text;
update certificate set series = service || '.deed', about = person_id::text;
alter table certificate
    alter column series set not null,
    alter column about set not null;
drop index certificate_active;
create unique index certificate_active on certificate (tenant, series, about) where status = 'ACTIVE';

-- migrate:down
drop index certificate_active;
delete from certificate where series <> service || '.deed';
alter table certificate
    drop column series,
    drop column about;
create unique index certificate_active on certificate (tenant, service, person_id) where status = 'ACTIVE';
