-- migrate:up
-- The once-only meter adds up what the first action of each application counted: by service, over a span of time.
create index application_service_time on application (tenant, service, submitted_at);

-- migrate:down
drop index application_service_time;
