-- migrate:up

-- A second step of the log-in for the office's staff, and what users allowed the clients of others.

-- Set: the password is a one-time word that an administrator handed over, which holds until then.
alter table identity_user add column enrol_until timestamptz;

-- `sealed` holds the secret of an app (RFC 6238), encrypted with a key that is not in the database. Codes up to the time step `last_step` are used up.
create table second_factor (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    user_id uuid not null,
    sealed bytea not null,
    last_step bigint not null,
    since timestamptz not null,
    primary key (tenant, user_id)
);

-- `code_hash` is made with a key that is not in the database either.
create table recovery_code (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    user_id uuid not null,
    code_hash bytea not null check (octet_length(code_hash) = 32),
    used_at timestamptz,
    primary key (tenant, user_id, code_hash)
);

-- Log-ins whose password was right and that are not done; a row is used up by the next step, and followed by another one.
create table log_in (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    word_hash bytea not null check (octet_length(word_hash) = 32),
    user_id uuid not null,
    asked bytea not null,
    browser bytea not null,
    methods text[] not null,
    proved_at timestamptz not null,
    expires_at timestamptz not null,
    proposed bytea,
    primary key (tenant, word_hash)
);
create index log_in_age on log_in (tenant, expires_at);

create table consent (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    user_id uuid not null,
    client_id text not null,
    scopes text[] not null,
    given_at timestamptz not null,
    primary key (tenant, user_id, client_id)
);

-- How somebody proved who she is (RFC 8176).
alter table authorization_code add column methods text[] not null default '{pwd}';
alter table refresh_token add column methods text[] not null default '{pwd}';
create index authorization_code_user on authorization_code (tenant, user_id);
create index refresh_token_user on refresh_token (tenant, user_id);

-- migrate:down

drop index refresh_token_user, authorization_code_user;
alter table refresh_token drop column methods;
alter table authorization_code drop column methods;
drop table consent, log_in, recovery_code, second_factor;
alter table identity_user drop column enrol_until;
