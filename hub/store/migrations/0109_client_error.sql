-- migrate:up

-- In how many answers of a day a client was told a code of an error. It names nobody who asked and nobody who was asked about.
create table client_error (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    client_id text not null check (client_id <> ''),
    code text not null check (code ~ '^[A-Z_]{1,40}$'),
    day date not null,
    answers bigint not null check (answers > 0),
    primary key (tenant, client_id, code, day)
);
create index client_error_day on client_error (day, tenant);

-- migrate:down

drop table client_error;
