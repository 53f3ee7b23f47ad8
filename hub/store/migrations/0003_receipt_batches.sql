-- migrate:up

-- Calls that the hub made once for several requests: each request's receipt names those that its data came from. The same id stands in the
-- trace of the call, so that what an agency logged can be set beside the receipts it belongs to.
alter table receipt add column batches uuid[] not null default '{}';

-- migrate:down

alter table receipt drop column batches;
