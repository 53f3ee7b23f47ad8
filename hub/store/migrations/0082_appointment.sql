-- migrate:up

-- How many have an appointment at the office's counters at a time. Whoever takes a place of it, or gives one back, holds this row.
create table appointment_slot (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    begins timestamptz not null,
    taken integer not null default 0 check (taken >= 0),
    taken_openly integer not null default 0 check (taken_openly between 0 and taken),
    primary key (tenant, begins)
);

-- Appointments, known by their code. They name nobody but by the application and the NIK that somebody gave; the worker deletes them when their
-- day is over.
create table appointment (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    code text not null check (code ~ '^JT-[0-9A-Z]{4}-[0-9A-Z]{4}$'),
    begins timestamptz not null,
    service text not null check (service <> ''),
    openly boolean not null,
    booked_at timestamptz not null,
    tracking_number text,
    nik text check (nik ~ '^[0-9]{16}$'),
    state text not null default 'BOOKED' check (state in ('BOOKED', 'COME', 'NOT_COME')),
    primary key (tenant, code)
);
create unique index appointment_of_case on appointment (tenant, tracking_number) where state = 'BOOKED';
create index appointment_of_day on appointment (tenant, begins);

-- migrate:down

drop table appointment, appointment_slot;
