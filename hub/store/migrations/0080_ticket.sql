-- migrate:up

-- How far the numbers of a place have come on a day, and how many went before others in a row. Whoever takes or calls a number holds this row.
create table ticket_day (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    place text not null check (place <> ''),
    day date not null,
    last_number integer not null default 0 check (last_number between 0 and 999),
    in_row integer not null default 0 check (in_row >= 0),
    primary key (tenant, place, day)
);

-- Numbers of those who wait. They name nobody but by the NIK that somebody gave to have a form begun with it; the worker deletes them when the
-- day is over.
create table ticket (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    place text not null check (place <> ''),
    day date not null,
    taken_at timestamptz not null,
    number integer not null check (number between 1 and 999),
    service text,
    priority text,
    nik text check (nik ~ '^[0-9]{16}$'),
    promised_at timestamptz,
    state text not null default 'WAITING' check (state in ('WAITING', 'CALLED', 'SERVING', 'NO_SHOW', 'ENDED')),
    counter integer check (counter between 1 and 99),
    for_counter integer check (for_counter between 1 and 99),
    passed_at timestamptz,
    called_at timestamptz,
    calls integer not null default 0 check (calls >= 0),
    ended_at timestamptz,
    outcome text,
    tracking_number text,
    primary key (tenant, id),
    unique (tenant, place, day, number),
    check ((state = 'WAITING') or (called_at is not null) or (state = 'NO_SHOW')),
    check ((for_counter is null) = (passed_at is null))
);
create index ticket_of_day on ticket (tenant, day);

-- migrate:down

drop table ticket, ticket_day;
