-- migrate:up

-- A letter of removal is valid for a while: an offer that nobody received in that time ends, and so does its letter.
alter table hand_over drop constraint hand_over_state_check;
alter table hand_over add constraint hand_over_state_check
    check (state in ('OFFERED', 'RECEIVED', 'REFUSED', 'CANCELLED', 'LAPSED'));
create index certificate_letter on certificate (deed_number, tenant) where register = 'SKP';

-- migrate:down

drop index certificate_letter;
delete from delivery where target = 'notices' and kind = 'application.lapsed';
update certificate set status = 'SUPERSEDED' where status = 'VOID';
update hand_over set state = 'CANCELLED' where state = 'LAPSED';
alter table hand_over drop constraint hand_over_state_check;
alter table hand_over add constraint hand_over_state_check
    check (state in ('OFFERED', 'RECEIVED', 'REFUSED', 'CANCELLED'));
