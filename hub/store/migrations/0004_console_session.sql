-- migrate:up

-- Sessions of the console, for all processes of a hub. `sealed` holds the tokens, encrypted with a key that is not in the database; `key_hash` is the
-- SHA-256 of a word that only the browser has. Neither opens anything for whoever reads a copy of the database.
create table console_session (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    key_hash bytea not null check (octet_length(key_hash) = 32),
    sealed bytea not null,
    logged_in boolean not null,
    created_at timestamptz not null,
    seen_at timestamptz not null,
    primary key (tenant, key_hash)
);
create index console_session_seen on console_session (tenant, logged_in, seen_at);
create index console_session_age on console_session (tenant, created_at);

-- migrate:down

drop table console_session;
