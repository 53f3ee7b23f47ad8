-- migrate:up

-- In which roles somebody read, so that its subject can be told of the office and not of the clerk; and, where an answer did not hold the same of
-- everybody whom it names, which part of it is whose: [{subjects, fields, categories}].
alter table receipt
    add column roles text[] not null default '{}',
    add column parts jsonb check (jsonb_typeof(parts) = 'array');

-- Objections (keberatan) of citizens to a reading of their data, or to a kind of processing. One is open for each person and what it is about.
create table objection (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    person_id uuid not null,
    receipt_id uuid,
    category text not null default '',
    grounds text not null check (grounds <> ''),
    state text not null check (state in ('OPEN', 'DECIDED')),
    version integer not null default 1 check (version > 0),
    opened_at timestamptz not null,
    opened_by text not null,
    due_at timestamptz not null,
    outcome text check (outcome in ('UPHELD', 'PARTLY_UPHELD', 'DISMISSED')),
    reason text,
    decided_by text,
    decided_as text,
    decided_at timestamptz,
    primary key (tenant, id),
    check ((receipt_id is null) <> (category = '')),
    check ((state = 'DECIDED') = (outcome is not null and reason is not null and decided_by is not null and decided_at is not null))
);
comment on column objection.receipt_id is 'the reading that it is about; null where it is about all processing of a category of data';
create unique index objection_open on objection (tenant, person_id, category, coalesce(receipt_id, '00000000-0000-0000-0000-000000000000'))
    where state = 'OPEN';
create index objection_person on objection (tenant, person_id, id);
create index objection_queue on objection (tenant, state, id);

-- migrate:down

drop table objection;
alter table receipt drop column parts, drop column roles;
