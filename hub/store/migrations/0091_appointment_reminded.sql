-- migrate:up

-- Whose application has an appointment is told of it once more on the working day before. `reminded_at` is that of the notice, and empty again where
-- the appointment is moved.
alter table appointment add column reminded_at timestamptz;

-- migrate:down

delete from delivery where target = 'notices' and kind = 'application.visit';
alter table appointment drop column reminded_at;
