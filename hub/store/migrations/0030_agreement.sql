-- migrate:up

-- Sharing agreements, each in the terms that two people approved last. Earlier terms stand in account_change, terms that wait for a second person in
-- account_proposal. A client that acts for itself reads personal data under the agreement that its registration names, and without one none.
create table agreement (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id text not null check (id ~ '^[a-z0-9][a-z0-9-]{2,59}$'),
    number text not null check (number <> ''),
    title text not null check (title <> ''),
    provider text not null check (provider <> ''),
    recipient text not null check (recipient <> ''),
    legal_basis text[] not null check (cardinality(legal_basis) > 0),
    purposes text[] not null check (cardinality(purposes) > 0),
    categories text[] not null check (cardinality(categories) > 0),
    fields text[] not null default '{}',
    masked text[] not null default '{}',
    region text not null check (region <> ''),
    daily_quota integer not null check (daily_quota > 0),
    starts_on date not null,
    ends_on date not null check (ends_on >= starts_on),
    keep_days integer not null default 0 check (keep_days >= 0),
    disclosure_delay_days integer not null default 0 check (disclosure_delay_days >= 0),
    active boolean not null default true,
    version integer not null default 1 check (version > 0),
    primary key (tenant, id)
);

alter table oauth_client add column agreement text not null default '';
comment on column oauth_client.agreement is 'id of the agreement under which the client reads personal data for itself; empty for none';

-- Persons of a day that are given out of an agreement's daily quota: processes take them in portions. `day` is the office's own.
create table agreement_quota (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    agreement text not null,
    day date not null,
    given integer not null check (given >= 0),
    primary key (tenant, agreement, day)
);

alter table account_change drop constraint account_change_subject_kind_check,
    add check (subject_kind in ('USER', 'CLIENT', 'HUB', 'AGREEMENT'));
alter table account_proposal drop constraint account_proposal_subject_kind_check,
    add check (subject_kind in ('USER', 'CLIENT', 'AGREEMENT'));

-- migrate:down

alter table account_proposal drop constraint account_proposal_subject_kind_check, add check (subject_kind in ('USER', 'CLIENT'));
alter table account_change drop constraint account_change_subject_kind_check, add check (subject_kind in ('USER', 'CLIENT', 'HUB'));
drop table agreement_quota;
alter table oauth_client drop column agreement;
drop table agreement;
