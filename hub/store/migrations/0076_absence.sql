-- migrate:up

-- Days on which an officer of the office is away. Whoever may read why is decided where it is read; a row that has ended early stays.
create table absence (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    subject text not null,
    name text not null,
    kind text not null check (kind in ('LEAVE', 'SICK', 'DUTY', 'OTHER')),
    from_on date not null,
    until_on date not null,
    deputy text,
    deputy_name text,
    recorded_by text not null,
    recorded_by_name text not null,
    recorded_at timestamptz not null,
    ended_at timestamptz,
    primary key (tenant, id),
    check (from_on <= until_on),
    check ((deputy is null) = (deputy_name is null))
);
create index absence_days on absence (tenant, until_on, from_on, subject) where ended_at is null;
create index absence_subject on absence (tenant, subject, until_on) where ended_at is null;

-- migrate:down

drop table absence;
