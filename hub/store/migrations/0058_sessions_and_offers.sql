-- migrate:up

-- How many have a place in a session that records biometrics at the office: who booked one, and who came without.
create table session_slot (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    day date not null,
    slot text not null check (slot <> ''),
    booked integer not null default 0 check (booked >= 0),
    walked_in integer not null default 0 check (walked_in >= 0),
    primary key (tenant, day, slot)
);

-- Which place an application has; given back when it is withdrawn, refused, or books another one.
create table session_booking (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    application_id uuid not null,
    day date not null,
    slot text not null check (slot <> ''),
    primary key (tenant, application_id)
);

-- What became of the offer that an application made, found by its letter.
create index hand_over_sent on hand_over (tenant, letter_number, offered_at) where side = 'ORIGIN';

-- migrate:down

drop index hand_over_sent;
drop table session_booking, session_slot;
