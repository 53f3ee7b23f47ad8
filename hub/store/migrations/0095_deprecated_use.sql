-- migrate:up

-- How often a client asked on a day for what the published contract says will end; by nobody and for nobody.
create table deprecated_use (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    coordinate text not null,
    client_id text not null,
    day date not null,
    uses bigint not null check (uses > 0),
    primary key (tenant, coordinate, client_id, day)
);
create index deprecated_use_day on deprecated_use (day, tenant);

-- migrate:down

drop table deprecated_use;
