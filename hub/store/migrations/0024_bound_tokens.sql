-- migrate:up

-- How a client has to ask: a secret is for demonstrations on one machine alone; the others may be held to pushed requests and to bound tokens.
alter table oauth_client
    add column demo boolean not null default false,
    add column requires_par boolean not null default false,
    add column dpop_bound boolean not null default false;
comment on column oauth_client.demo is 'the client of a demonstration: it may prove itself with a secret, as long as the issuer lies on this machine';
-- Those with a secret until now come from demonstrations; whoever is not on one machine refuses them in spite of the mark.
update oauth_client set demo = true where auth_method = 'client_secret_basic';

-- The thumbprint of the key that a log-in is bound to (RFC 9449 sections 5 and 10); null where it is not.
alter table authorization_code add column jkt text;
alter table refresh_token add column jkt text;

-- Proofs of possession that were taken, each kept for the minute in which it would hold again.
create table used_proof (
    tenant text not null,
    proof_hash bytea not null,
    expires_at timestamptz not null,
    primary key (tenant, proof_hash)
);
create index used_proof_age on used_proof (tenant, expires_at);

-- Authorization requests that clients pushed (RFC 9126). One is opened once by a browser and has from then on another name, which its page knows alone.
create table pushed_request (
    tenant text not null,
    uri_hash bytea not null,
    client_id text not null,
    parameters jsonb not null,
    opened boolean not null default false,
    expires_at timestamptz not null,
    primary key (tenant, uri_hash)
);
create index pushed_request_age on pushed_request (tenant, expires_at);

-- migrate:down

drop table pushed_request, used_proof;
alter table refresh_token drop column jkt;
alter table authorization_code drop column jkt;
alter table oauth_client drop column dpop_bound, drop column requires_par, drop column demo;
