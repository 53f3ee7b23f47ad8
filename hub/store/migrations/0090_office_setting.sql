-- migrate:up

-- What the office has set of a service (by its name) and of its counters. What a service declares stands in its folder; a row that is not there sets
-- nothing. Earlier states, and who set them and why, stand in account_change.
create table office_setting (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    kind text not null check (kind in ('SERVICE', 'COUNTER')),
    key text not null check (key ~ '^[A-Za-z]{1,60}$'),
    state jsonb not null,
    version integer not null check (version > 0),
    primary key (tenant, kind, key)
);

alter table account_change drop constraint account_change_subject_kind_check,
    add check (subject_kind in ('USER', 'CLIENT', 'HUB', 'AGREEMENT', 'SERVICE', 'COUNTER'));
alter table account_proposal drop constraint account_proposal_subject_kind_check,
    add check (subject_kind in ('USER', 'CLIENT', 'AGREEMENT', 'SERVICE', 'COUNTER'));

-- migrate:down

delete from account_proposal where subject_kind in ('SERVICE', 'COUNTER');
delete from account_change where subject_kind in ('SERVICE', 'COUNTER');
alter table account_proposal drop constraint account_proposal_subject_kind_check,
    add check (subject_kind in ('USER', 'CLIENT', 'AGREEMENT'));
alter table account_change drop constraint account_change_subject_kind_check,
    add check (subject_kind in ('USER', 'CLIENT', 'HUB', 'AGREEMENT'));
drop table office_setting;
