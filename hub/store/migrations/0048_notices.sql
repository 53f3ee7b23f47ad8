-- migrate:up
-- What applicants are told is delivered like everything else that leaves, so that it waits, is tried again and is given up
-- in the same way and stands in the same lists. Its line is the application.
alter table delivery_target drop constraint delivery_target_way_check;
alter table delivery_target add constraint delivery_target_way_check
    check (way in ('PUSH', 'TRANSCRIBE', 'WEBHOOK', 'NOTICE'));
comment on column delivery.person_id is 'whom it is about; of the target notices: which application, and neither a person nor an address';
comment on column delivery.version is 'of the person, afterwards; of the target notices: which step of the application';
create index delivery_notice on delivery (tenant, person_id, position) where target = 'notices';
create index delivery_notice_due on delivery (tenant, next_attempt_at) where target = 'notices' and state = 'WAITING';

-- Applications about which nobody is to be told any more. There is no table of numbers or addresses, and there must be none:
-- a phone serves a family, and nobody is found by it.
create table notice_stop (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    application_id uuid not null,
    at timestamptz not null,
    primary key (tenant, application_id)
);

-- migrate:down
drop table notice_stop;
drop index delivery_notice_due, delivery_notice;
comment on column delivery.person_id is null;
comment on column delivery.version is null;
delete from delivery where target = 'notices';
delete from delivery_target where way = 'NOTICE';
alter table delivery_target drop constraint delivery_target_way_check;
alter table delivery_target add constraint delivery_target_way_check
    check (way in ('PUSH', 'TRANSCRIBE', 'WEBHOOK'));
