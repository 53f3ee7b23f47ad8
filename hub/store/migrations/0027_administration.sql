-- migrate:up

-- `version` counts the changes of an account or a registration; whoever changes one names the version that she looked at.
alter table identity_user add column version integer not null default 1 check (version > 0);
alter table oauth_client add column version integer not null default 1 check (version > 0);
-- Tokens of a client that were signed before do not hold any more: what it may do was made less.
alter table oauth_client add column tokens_from timestamptz;

-- Who changed which account, when and why, before and after, and who approved it. No password, code or secret stands here; keys are public ones.
create table account_change (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    subject_kind text not null check (subject_kind in ('USER', 'CLIENT', 'HUB')),
    subject text not null check (subject <> ''),
    version integer not null check (version >= 0),
    kind text not null,
    at timestamptz not null,
    actor text not null check (actor <> ''),
    actor_name text not null,
    client_id text not null,
    reason text not null,
    before jsonb,
    after jsonb,
    proposal_id uuid,
    approved_by text,
    approved_by_name text,
    primary key (tenant, id),
    check ((proposal_id is null) = (approved_by is null) and (proposal_id is null) = (approved_by_name is null))
);
create index account_change_subject on account_change (tenant, subject_kind, subject, id);
create function account_change_stays() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: correct by appending', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger account_change_append_only before update or delete on account_change for each row execute function account_change_stays();
create trigger account_change_keep before truncate on account_change for each statement execute function account_change_stays();

-- A change that needs four eyes, until somebody else decides on it. `expected_version` is the one that the proposal is based on, 0 for a new account.
create table account_proposal (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    subject_kind text not null check (subject_kind in ('USER', 'CLIENT')),
    subject text not null check (subject <> ''),
    kind text not null,
    expected_version integer not null check (expected_version >= 0),
    before jsonb,
    after jsonb not null,
    reason text not null check (reason <> ''),
    state text not null check (state in ('OPEN', 'APPROVED', 'REFUSED', 'WITHDRAWN', 'EXPIRED')),
    proposed_by text not null,
    proposed_by_name text not null,
    proposed_through text not null,
    proposed_at timestamptz not null,
    expires_at timestamptz not null,
    decided_by text,
    decided_by_name text,
    decided_at timestamptz,
    decision_reason text,
    primary key (tenant, id),
    check ((state in ('OPEN', 'EXPIRED')) = (decided_by is null))
);
create unique index account_proposal_open on account_proposal (tenant, subject_kind, subject) where state = 'OPEN';
-- The open ones in the order of their ids, however many are decided.
create index account_proposal_waiting on account_proposal (tenant, id) where state = 'OPEN';

-- The first half of a one-time word for an account that needs four eyes, until somebody else gives out the second: who gave it out, and the seed from
-- which it is made with a key that is not in the database.
create table account_half (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    user_id uuid not null,
    issued_by text not null check (issued_by <> ''),
    seed bytea not null check (octet_length(seed) = 32),
    issued_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant, user_id),
    foreign key (tenant, user_id) references identity_user (tenant, id)
);

-- migrate:down

drop table account_half, account_proposal, account_change;
drop function account_change_stays;
alter table oauth_client drop column tokens_from, drop column version;
alter table identity_user drop column version;
