-- migrate:up

alter table oauth_client add column agency text not null default '' check (agency ~ '^([a-z][a-z0-9_]*)?$');
comment on column oauth_client.agency is 'name of the connector of the agency that the client belongs to, whose facets it may write; empty for none';

-- migrate:down

alter table oauth_client drop column agency;
