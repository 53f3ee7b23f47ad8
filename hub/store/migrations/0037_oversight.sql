-- migrate:up

-- Abuse in sight. How far receipts were looked through; one row, locked while a piece is.
create table access_watch (
    tenant text primary key check (tenant ~ '^[0-9]{4}$'),
    receipt_id uuid not null
);

-- What is usual for a reader (an account's or a client's id) or a role ('role:...'): counts by hour and of the last days, no persons.
create table access_habit (
    tenant text not null,
    reader text not null,
    habit jsonb not null,
    primary key (tenant, reader)
);

-- Who of the office opened whom without an open application, kept for 30 days. `family` is the number of the family card, or the person's own id.
create table access_sighting (
    tenant text not null,
    receipt_id uuid not null,
    person_id uuid not null,
    reader text not null,
    at timestamptz not null,
    family text not null,
    place text not null default '',
    primary key (tenant, receipt_id, person_id)
);
create index access_sighting_reader on access_sighting (tenant, reader, at);
create index access_sighting_family on access_sighting (tenant, family, at);
create index access_sighting_age on access_sighting (tenant, at);

-- What an auditor should look at, and what she decided. `key` says which two findings are one.
create table access_finding (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    key text not null,
    kind text not null,
    readers text[] not null check (cardinality(readers) > 0),
    reader_name text not null,
    client_id text not null,
    about uuid,
    day date not null,
    score smallint not null check (score between 1 and 100),
    reason_id text not null,
    reason_en text not null,
    receipts uuid[] not null,
    persons uuid[] not null,
    found_at timestamptz not null,
    state text not null default 'OPEN' check (state in ('OPEN', 'JUSTIFIED', 'ABUSE')),
    settled_by text,
    settled_by_name text,
    settled_at timestamptz,
    settled_reason text,
    primary key (tenant, id),
    check ((state = 'OPEN') = (settled_by is null) and (settled_by is null) = (settled_at is null))
);
create unique index access_finding_key on access_finding (tenant, key);
create index access_finding_state on access_finding (tenant, state, id);
create index access_finding_kind on access_finding (tenant, kind, id);
create index access_finding_client on access_finding (tenant, client_id, id);

-- Somebody of the office opened one person's record in an emergency, for one hour. `reader_nik` is hers, so that the account of the same person is not
-- taken for somebody else's when it is reviewed.
create table emergency_access (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    person_id uuid not null,
    reader text not null check (reader <> ''),
    reader_name text not null,
    reader_nik text,
    client_id text not null,
    emergency text not null,
    reason text not null check (reason <> ''),
    opened_at timestamptz not null,
    ends_at timestamptz not null check (ends_at > opened_at),
    review_due timestamptz not null,
    verdict text check (verdict in ('JUSTIFIED', 'UNJUSTIFIED')),
    reviewed_by text,
    reviewed_by_name text,
    reviewed_at timestamptz,
    review_reason text,
    primary key (tenant, id),
    check ((verdict is null) = (reviewed_by is null) and (verdict is null) = (reviewed_at is null) and (verdict is null) = (review_reason is null))
);
create index emergency_access_reader on emergency_access (tenant, reader, ends_at);
create index emergency_access_waiting on emergency_access (tenant, id) where verdict is null;

-- Failures to protect personal data (UU 27/2022 art. 46), and who was told of them.
create table breach (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    title text not null check (title <> ''),
    happened text not null check (happened <> ''),
    handling text not null default '',
    noticed_at timestamptz not null,
    due_at timestamptz not null,
    began_at timestamptz not null,
    ended_at timestamptz not null check (ended_at > began_at),
    client_id text not null default '',
    reader text not null default '',
    agreement text not null default '',
    fields text[] not null default '{}',
    state text not null default 'OPEN' check (state in ('OPEN', 'CLOSED')),
    version integer not null default 1 check (version > 0),
    entered_by text not null,
    entered_by_name text not null,
    entered_at timestamptz not null,
    primary key (tenant, id)
);
create index breach_state on breach (tenant, state, id);
create table breach_notice (
    tenant text not null,
    breach_id uuid not null,
    id uuid not null,
    party text not null check (party in ('SUBJECTS', 'AGENCY', 'PUBLIC')),
    way text not null check (way <> ''),
    persons integer not null check (persons >= 0),
    at timestamptz not null,
    by text not null,
    by_name text not null,
    primary key (tenant, breach_id, id),
    foreign key (tenant, breach_id) references breach (tenant, id)
);

-- What somebody allowed a client beyond what the office does by law, when, in which words, and when she took it back: kept for proof (UU 27/2022
-- art. 24), while `consent` says what holds now. `text_version` is a hash of the sentences that she was shown.
create table consent_record (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    user_id uuid not null,
    client_id text not null,
    kind text not null check (kind in ('GIVEN', 'WITHDRAWN')),
    scopes text[] not null,
    purposes text[] not null,
    text_version text not null,
    at timestamptz not null,
    primary key (tenant, id),
    check ((kind = 'GIVEN') = (text_version <> ''))
);
create index consent_record_user on consent_record (tenant, user_id, id);
create function consent_record_stays() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: correct by appending', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger consent_record_append_only before update or delete on consent_record for each row execute function consent_record_stays();
create trigger consent_record_keep before truncate on consent_record for each statement execute function consent_record_stays();

-- Whether somebody moved lately is a reason to look at her: also once it is settled.
create index hand_over_person_latest on hand_over_person (tenant, person_id);

-- migrate:down

drop index hand_over_person_latest;
drop table consent_record, breach_notice, breach, emergency_access, access_finding, access_sighting, access_habit, access_watch;
drop function consent_record_stays;
