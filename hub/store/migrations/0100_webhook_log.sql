-- migrate:up

-- What a subscriber sees of its own deliveries: the last attempt, and how often it asked for an event again.
alter table delivery add column attempted_at timestamptz;
alter table delivery add column latency_ms integer;
alter table delivery add column response_code integer;
alter table delivery add column replays integer not null default 0;
comment on column delivery.attempted_at is 'when the outcome of the last attempt was known';
comment on column delivery.replays is 'how often its subscriber asked for it again; each is decided and receipted anew';
-- What was never told stays out of a subscriber's sight, and so out of its log and of a replay.
create index delivery_told on delivery (tenant, target, occurred_at, id) where receipt_id is not null or replays > 0;
alter table delivery_target add column tested_at timestamptz;
alter table delivery_target add column test_result text;
alter table delivery_target add column test_latency_ms integer;
create index delivery_target_client on delivery_target (tenant, client_id) where client_id is not null;

-- migrate:down

drop index delivery_told, delivery_target_client;
alter table delivery_target drop column tested_at, drop column test_result, drop column test_latency_ms;
alter table delivery drop column attempted_at, drop column latency_ms, drop column response_code, drop column replays;
