-- migrate:up

-- How many wait in a place: of each state, so that neither what is elsewhere nor what is settled is passed. Of a few hundred places and a dozen services
-- the same stand side by side, which an index keeps together.
create index application_place on application (tenant, state, region_code text_pattern_ops, service);
-- Which are due next among those in a state.
create index promise_run_state on promise_run (tenant, state, due_at, application_id) where ended_at is null and due_at is not null;

-- migrate:down

drop index promise_run_state;
drop index application_place;
