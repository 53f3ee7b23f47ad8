-- migrate:up

-- What agencies give in bulk. Nothing here is about a person: places, times, counts, numbers of lines.

-- Pupils are found by their NISN, and by the school that they are at.
create index facet_copy_enrolments on facet_copy using gin (items jsonb_path_ops) where facet = 'enrolments';

create table pull (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    facet text not null,
    place text not null,
    due_at timestamptz not null,
    taken_until timestamptz,
    failures integer not null default 0 check (failures >= 0),
    pulled_at timestamptz,
    primary key (tenant, facet, place)
);
comment on column pull.taken_until is 'a worker asks this place now; one that was killed keeps nobody from it for longer';
comment on column pull.pulled_at is 'when the last pull that gave a whole answer began';
create index pull_due on pull (tenant, facet, due_at);

create table pull_run (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    facet text not null,
    place text not null,
    began_at timestamptz not null,
    ended_at timestamptz not null,
    outcome text not null check (outcome in ('WHOLE', 'DOUBTFUL', 'PARTIAL', 'FAILED')),
    reason text,
    counts jsonb not null,
    primary key (tenant, id)
);
create index pull_run_place on pull_run (tenant, facet, place, began_at);

create table facet_file (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    facet text not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    period text not null,
    state text not null check (state in ('READING', 'DONE', 'REPLACED')),
    rows integer not null check (rows >= 0),
    issued_at timestamptz not null,
    replaces text check (replaces ~ '^[0-9a-f]{64}$'),
    signer text not null,
    received_by text not null,
    began_at timestamptz not null,
    ended_at timestamptz,
    line integer not null default 0,
    counts jsonb not null default '{}',
    primary key (tenant, facet, sha256)
);
comment on column facet_file.line is 'the last line whose row is dealt with; moved in the transaction that writes the rows up to it';
create unique index facet_file_period on facet_file (tenant, facet, period) where state <> 'REPLACED';

create table facet_file_refusal (
    tenant text not null,
    facet text not null,
    sha256 text not null,
    line integer not null check (line > 0),
    reason text not null,
    primary key (tenant, facet, sha256, line),
    foreign key (tenant, facet, sha256) references facet_file (tenant, facet, sha256)
);

-- migrate:down

drop table facet_file_refusal, facet_file, pull_run, pull;
drop index facet_copy_enrolments;
