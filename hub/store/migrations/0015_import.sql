-- migrate:up

-- Extracts of the population register that are read into the record. While one is read, its rows lie in a table of its own, `record_import_row_<id>`,
-- which is unlogged and goes in the transaction that applies them. Nothing that stays here is about a person: times, counts, numbers of lines.

create table record_import (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
    size bigint not null check (size >= 0),
    root text not null,
    as_of timestamptz not null,
    state text not null check (state in ('READING', 'APPLIED', 'REPORTED')),
    began_at timestamptz not null,
    ended_at timestamptz,
    counts jsonb not null default '{}',
    primary key (tenant, id)
);
comment on column record_import.root is 'dotted code of the region to which persons had to belong; empty for any';
comment on column record_import.state is 'applied: everything of it is in the record, and the report of its refused rows is still to be written';
create index record_import_file on record_import (tenant, sha256, began_at);

-- Pieces whose rows lie in the import's table. Unlogged as that one: after a crash of the server both are empty, and reading begins again.
create unlogged table record_import_piece (
    tenant text not null,
    import_id uuid not null,
    begin_at bigint not null check (begin_at >= 0),
    first_line integer not null,
    until_line integer not null,
    rows integer not null check (rows >= 0),
    refused integer not null check (refused >= 0),
    warnings jsonb not null,
    primary key (tenant, import_id, begin_at)
);

comment on column record_import_piece.until_line is 'the first physical line after the piece';

create table record_import_refusal (
    tenant text not null,
    import_id uuid not null,
    line integer not null check (line > 0),
    reason text not null,
    reason_column text,
    primary key (tenant, import_id, line),
    foreign key (tenant, import_id) references record_import (tenant, id)
);

-- Up to when the register has spoken about a village. A row that was the same as the record's leaves no trace in it, so this is what keeps an older
-- extract from undoing what a later one has confirmed.
create table record_import_region (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    region_code text not null,
    as_of timestamptz not null,
    primary key (tenant, region_code)
);

-- migrate:down

drop table record_import_region, record_import_refusal, record_import_piece, record_import;
