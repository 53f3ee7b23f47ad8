-- migrate:up

-- Calls of a day that are given out of an agency's daily quota, to which client: processes take them in small portions. The row with an empty client
-- is everybody together. `day` is the office's own.
create table agency_budget (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    agency text not null,
    day date not null,
    client_id text not null,
    given integer not null check (given >= 0),
    primary key (tenant, agency, day, client_id)
);

-- migrate:down

drop table agency_budget;
