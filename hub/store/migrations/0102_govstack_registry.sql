-- migrate:up

-- A registry by which GovStack's digital registries show the citizen record: its own names for attributes. It holds no rows.
create table govstack_registry (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    name text not null check (name <> '' and length(name) <= 99),
    version text not null check (version <> '' and length(version) <= 20),
    number bigint not null check (number > 0),
    title text not null,
    institution text not null,
    fields jsonb not null,
    created_at timestamptz not null,
    primary key (tenant, name, version),
    unique (tenant, number)
);
comment on column govstack_registry.number is 'by which programs name it as a database';
comment on column govstack_registry.fields is 'its name of a field -> attribute of the record';

-- migrate:down

drop table govstack_registry;
