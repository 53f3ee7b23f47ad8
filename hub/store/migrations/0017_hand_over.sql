-- migrate:up

-- A person who moved to another district leaves a stub here: her NIK, where to, when, and the village whose office may still see that. Whoever has
-- `moved_to` is current nowhere but there.
alter table person
    add column moved_to text check (moved_to ~ '^[0-9]{4}$'),
    add column moved_at timestamptz,
    add column sealed_until timestamptz,
    add constraint person_moved_whole check ((moved_to is null) = (moved_at is null)),
    add constraint person_moved_away check (moved_to <> tenant);
comment on column person.moved_to is 'the district (tenant) whose record holds this person now; null for one who is current here';
-- Few are sealed: whether a parent is one of them costs a look into a small index.
create index person_sealed on person (tenant, nik) where sealed;
create index person_sealed_until on person (tenant, sealed_until) where sealed and sealed_until is not null;

-- Why somebody is sealed. The open row (not lifted) says the same as person.sealed.
create table seal (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    person_id uuid not null,
    legal_basis text not null check (legal_basis <> ''),
    reason text not null check (reason <> ''),
    until timestamptz,
    sealed_at timestamptz not null,
    sealed_by text not null,
    lifted_at timestamptz,
    lifted_by text,
    lifted_reason text,
    primary key (tenant, id),
    check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null))
);
create unique index seal_open on seal (tenant, person_id) where lifted_at is null;

-- A move between districts. Each side has its own row of it, on its own shard; both change in one transaction.
create table hand_over (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    side text not null check (side in ('ORIGIN', 'DESTINATION')),
    other_tenant text not null check (other_tenant ~ '^[0-9]{4}$' and other_tenant <> tenant),
    region_code text not null,
    letter_number text not null check (letter_number <> ''),
    reason text not null check (reason <> ''),
    state text not null check (state in ('OFFERED', 'RECEIVED', 'REFUSED', 'CANCELLED')),
    offered_at timestamptz not null,
    offered_by text not null,
    closed_at timestamptz,
    closed_by text,
    closed_reason text,
    primary key (tenant, id),
    check ((state = 'OFFERED') = (closed_at is null) and (state = 'OFFERED') = (closed_by is null))
);
comment on column hand_over.region_code is 'dotted code of the region that the letter names as the new home';
create unique index hand_over_letter on hand_over (tenant, side, other_tenant, letter_number) where state = 'OFFERED';
create index hand_over_time on hand_over (tenant, state, offered_at, id);

create table hand_over_person (
    tenant text not null,
    hand_over_id uuid not null,
    person_id uuid not null,
    offered_version integer not null check (offered_version > 0),
    is_open boolean not null default true,
    primary key (tenant, hand_over_id, person_id),
    foreign key (tenant, hand_over_id) references hand_over (tenant, id)
);
create unique index hand_over_person_open on hand_over_person (tenant, person_id) where is_open;

alter table receipt add column sealed boolean not null default false;
comment on column receipt.sealed is 'whether the answer held data of somebody who was sealed';

-- migrate:down

alter table receipt drop column sealed;
drop table hand_over_person, hand_over, seal;
drop index person_sealed, person_sealed_until;
alter table person
    drop constraint person_moved_whole,
    drop constraint person_moved_away,
    drop column moved_to,
    drop column moved_at,
    drop column sealed_until;
