-- migrate:up

-- Lines of the villages' burial books. None of them says that somebody is dead: an officer finds out whom a line is about, and a death certificate
-- registers it.
create table burial (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    region_code text not null check (region_code <> ''),
    name text not null check (name <> ''),
    nik text check (nik ~ '^[0-9]{16}$'),
    died_on date,
    buried_on date not null,
    cemetery text not null default '',
    book_entry text not null default '',
    reported_at timestamptz not null,
    reported_by text not null,
    state text not null default 'OPEN' check (state in ('OPEN', 'MATCHED', 'DISMISSED', 'REGISTERED')),
    version integer not null default 1 check (version > 0),
    person_id uuid,
    invited_at timestamptz,
    invited_way text check (invited_way in ('LETTER', 'VISIT', 'CALL')),
    reason text,
    settled_at timestamptz,
    application_id uuid,
    primary key (tenant, id),
    check (died_on <= buried_on),
    check (state in ('OPEN', 'DISMISSED') or person_id is not null),
    check ((state = 'DISMISSED') = (reason is not null)),
    check ((state = 'REGISTERED') = (application_id is not null))
);
comment on column burial.person_id is 'whom an officer found; null as long as nobody has';
create unique index burial_line on burial (tenant, region_code, lower(name), buried_on) where state in ('OPEN', 'MATCHED');
create index burial_queue on burial (tenant, state, id);
create index burial_person on burial (tenant, person_id) where state = 'MATCHED';

-- migrate:down

drop table burial;
