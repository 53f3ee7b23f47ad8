-- migrate:up

-- Who may log in, and with which clients. Passwords and client secrets are kept as argon2 hashes, codes and refresh tokens as SHA-256 hashes;
-- signing keys are not in the database, so that whoever reads a copy of it cannot sign tokens.

create table identity_user (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    username text not null check (username = lower(username) and length(username) between 1 and 100),
    display_name text not null,
    password_hash text not null,
    roles text[] not null,
    region text not null,
    purposes text[] not null,
    nik text check (nik ~ '^[0-9]{16}$'),
    active boolean not null default true,
    primary key (tenant, id),
    unique (tenant, username)
);

create table oauth_client (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    client_id text not null check (client_id <> ''),
    name text not null,
    auth_method text not null check (auth_method in ('none', 'client_secret_basic', 'private_key_jwt')),
    secret_hash text,
    jwks jsonb,
    grant_types text[] not null,
    redirect_uris text[] not null,
    scopes text[] not null,
    purposes text[] not null,
    region text not null,
    trusted boolean not null,
    active boolean not null default true,
    primary key (tenant, client_id),
    check ((secret_hash is not null) = (auth_method = 'client_secret_basic')),
    check ((jwks is not null) = (auth_method = 'private_key_jwt'))
);

create table authorization_code (
    tenant text not null,
    code_hash bytea not null,
    grant_id uuid not null,
    client_id text not null,
    user_id uuid not null,
    redirect_uri text not null,
    scope text not null,
    challenge text not null,
    nonce text,
    logged_in_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant, code_hash)
);
create index authorization_code_age on authorization_code (tenant, expires_at);

create table refresh_token (
    tenant text not null,
    token_hash bytea not null,
    grant_id uuid not null,
    client_id text not null,
    user_id uuid not null,
    scope text not null,
    logged_in_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant, token_hash)
);
create index refresh_token_grant on refresh_token (tenant, grant_id);
create index refresh_token_age on refresh_token (tenant, expires_at);

-- Ids of access tokens, or of grants with all their tokens, that do not hold any more; kept until the last of them has expired.
create table revoked_token (
    tenant text not null,
    token_id text not null,
    expires_at timestamptz not null,
    primary key (tenant, token_id)
);
create index revoked_token_age on revoked_token (tenant, expires_at);

create table used_assertion (
    tenant text not null,
    client_id text not null,
    assertion_hash bytea not null,
    expires_at timestamptz not null,
    primary key (tenant, client_id, assertion_hash)
);
create index used_assertion_age on used_assertion (tenant, expires_at);

-- `key_hash` is made of account and address, so that a row tells neither.
create table login_failure (
    tenant text not null,
    key_hash bytea not null,
    failures integer not null,
    last_at timestamptz not null,
    primary key (tenant, key_hash)
);
create index login_failure_age on login_failure (tenant, last_at);

-- migrate:down

drop table login_failure, used_assertion, revoked_token, refresh_token, authorization_code, oauth_client, identity_user;
