-- migrate:up

-- What agencies say of a person and the record does not, and what citizens contest. One is open for each person, attribute and source.
create table discrepancy (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    person_id uuid not null,
    attribute text not null,
    source text not null,
    claim text,
    mark text not null,
    recorded text,
    state text not null check (state in ('OPEN', 'DECIDED', 'WITHDRAWN')),
    version integer not null default 1 check (version > 0),
    opened_at timestamptz not null,
    changed_at timestamptz not null,
    opened_by text not null default '',
    due_at timestamptz,
    overdue_at timestamptz,
    documents uuid[] not null default '{}',
    ruling text check (ruling in ('RECORD_STANDS', 'AGENCY_RIGHT', 'CITIZEN_RIGHT', 'BOTH_WRONG')),
    reason text,
    decided_by text,
    decided_by_name text,
    decided_at timestamptz,
    decided_value text,
    primary key (tenant, id),
    check ((state = 'DECIDED') = (ruling is not null and reason is not null and decided_by is not null and decided_at is not null)),
    check ((source = 'citizen') = (due_at is not null))
);
comment on column discrepancy.source is 'name of the agency, or citizen for what the person herself contests';
comment on column discrepancy.claim is 'null where the agreement of the agency does not let the hub keep what it said';
comment on column discrepancy.mark is 'tells one claim from another; a keyed hash where the claim may not be kept';
create unique index discrepancy_open on discrepancy (tenant, person_id, attribute, source) where state = 'OPEN';
create index discrepancy_person on discrepancy (tenant, person_id, id);
create index discrepancy_queue on discrepancy (tenant, state, id);
create index discrepancy_due on discrepancy (tenant, due_at) where state = 'OPEN' and due_at is not null;

-- When the register was last asked about a person whom the record holds, to compare. The record's own as-of says when her data were taken over.
create table register_check (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    person_id uuid not null,
    checked_at timestamptz not null,
    primary key (tenant, person_id)
);
create index register_check_time on register_check (tenant, checked_at);

-- How far the walk over the district's persons is; one row a district.
create table register_walk (
    tenant text primary key check (tenant ~ '^[0-9]{4}$'),
    last_id uuid not null
);

-- migrate:down

drop table register_walk, register_check, discrepancy;
