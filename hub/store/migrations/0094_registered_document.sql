-- migrate:up

-- Documents that clients registered, by the SHA-256 of their bytes. A text never changes; one that is retired stays, so that it is known who had it.
create table registered_document (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    client_id text not null check (client_id <> ''),
    id text not null check (id ~ '^sha256:[0-9a-f]{64}$'),
    body text not null,
    -- What each operation costs, and what this client gets of it, as it was when it was registered.
    operations jsonb not null,
    registered_at timestamptz not null,
    registered_by text not null check (registered_by <> ''),
    registered_by_name text not null,
    retired_at timestamptz,
    primary key (tenant, client_id, id)
);
-- How often it ran on a day; by nobody and for nobody.
create table registered_document_use (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    client_id text not null,
    id text not null,
    day date not null,
    uses bigint not null check (uses > 0),
    primary key (tenant, client_id, id, day)
);
create index registered_document_use_day on registered_document_use (day, tenant);
-- One row: every change of the documents gives it the next version, by which running hubs know. Clients in `bound` send registered documents only.
create table document_register (
    tenant text not null primary key check (tenant ~ '^[0-9]{4}$'),
    version bigint not null,
    bound text[] not null default '{}'
);

-- migrate:down

drop table document_register, registered_document_use, registered_document;
