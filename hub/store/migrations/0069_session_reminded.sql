-- migrate:up

-- Who has booked a session is told of it once more on the working day before. `booked_on` is null for what was booked
-- before this was kept; `reminded_at` is that of the notice, and empty again where another session is booked.
alter table session_booking
    add column booked_on date,
    add column reminded_at timestamptz;
create index session_booking_unreminded on session_booking (day, slot, tenant) where reminded_at is null;

-- migrate:down

delete from delivery where target = 'notices' and kind = 'application.reminder';
drop index session_booking_unreminded;
alter table session_booking drop column booked_on, drop column reminded_at;
