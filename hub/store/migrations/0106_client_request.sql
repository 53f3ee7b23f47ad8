-- migrate:up

-- What somebody asked for who wants to sign a client up where people are real. Nothing is given by it: the client and its agreement are proposed and approved as
-- ever. No name and no address of who asked is kept; it is forgotten 90 days after it was asked for.
create table client_request (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    client_id text not null check (client_id <> ''),
    name text not null check (name <> ''),
    office text not null check (office <> ''),
    intent text not null check (intent <> ''),
    jwks jsonb not null,
    scopes text[] not null,
    region text not null,
    asked_at timestamptz not null,
    refused_at timestamptz,
    refused_by text not null default '',
    refused_by_name text not null default '',
    reason text not null default '',
    primary key (tenant, client_id),
    check ((refused_at is null) = (refused_by = ''))
);
create index client_request_asked on client_request (tenant, asked_at);

-- migrate:down

drop table client_request;
