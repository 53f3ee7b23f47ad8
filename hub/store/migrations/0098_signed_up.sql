-- migrate:up

-- A client that signed itself up, which is done in the sandbox alone: until when its agreement of samples holds stands in `agreement`, by the same id. Both
-- are forgotten together once it has ended.
alter table oauth_client add column signed_up_at timestamptz;
comment on column oauth_client.signed_up_at is 'when the client signed itself up in the sandbox; null for those that administrators or the operator registered';
create index oauth_client_signed_up on oauth_client (tenant, signed_up_at) where signed_up_at is not null;

-- migrate:down

drop index oauth_client_signed_up;
alter table oauth_client drop column signed_up_at;
