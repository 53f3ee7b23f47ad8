-- migrate:up

-- Whether somebody was sealed when something happened is asked for each event of her history.
create index seal_person on seal (tenant, person_id, sealed_at);

-- migrate:down

drop index seal_person;
