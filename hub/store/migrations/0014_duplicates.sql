-- migrate:up

-- A person that was merged into another keeps her row: what names her (applications, certificates, receipts) stays as it is. `merged_into` is always
-- the person that is shown in her place, never one that was merged herself. Her NIK stays in the row, so that nobody is entered with it again.
alter table person add column merged_into uuid check (merged_into <> id);
create index person_merged on person (tenant, merged_into) where merged_into is not null;

-- What a merge did beyond the events of both persons: the copies of facets as they were, and who had been merged into the duplicate before.
create table person_merge (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    survivor_id uuid not null,
    duplicate_id uuid not null,
    survivor_version integer not null,
    duplicate_version integer not null,
    at timestamptz not null,
    actor text not null,
    copies jsonb not null,
    carried uuid[] not null,
    undone_at timestamptz,
    primary key (tenant, id)
);
comment on column person_merge.survivor_version is 'version of the event `merged`; `before` and `after` stand there';
create index person_merge_survivor on person_merge (tenant, survivor_id, id);

-- Keys that two records of one person are likely to share (hub.core.matching_keys), as of the version in duplicate_scan.
create table duplicate_key (
    tenant text not null,
    key bigint not null,
    person_id uuid not null,
    primary key (tenant, key, person_id)
);
create index duplicate_key_person on duplicate_key (tenant, person_id);

create table duplicate_scan (
    tenant text not null,
    person_id uuid not null,
    version integer not null,
    primary key (tenant, person_id)
);

create table duplicate_candidate (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    low_id uuid not null,
    high_id uuid not null,
    state text not null check (state in ('OPEN', 'DISMISSED', 'MERGED')),
    score real not null,
    reasons text[] not null,
    basis bytea not null,
    found_at timestamptz not null,
    decided_at timestamptz,
    decided_by text,
    reason text,
    primary key (tenant, low_id, high_id),
    check (low_id < high_id),
    check ((state = 'OPEN') = (decided_at is null))
);
comment on column duplicate_candidate.basis is 'hash of what was compared: a dismissed pair is shown again only when it is another one';
create index duplicate_candidate_state on duplicate_candidate (tenant, state, score desc, low_id, high_id);
create index duplicate_candidate_high on duplicate_candidate (tenant, high_id);

-- migrate:down

drop table duplicate_candidate, duplicate_scan, duplicate_key, person_merge;
drop index person_merged;
alter table person drop column merged_into;
