-- migrate:up
-- Who works on a case now, and until when. A row that has ended says nothing any more; the next one takes its place.
create table application_lease (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    application_id uuid not null,
    holder text not null,
    holder_name text not null,
    since timestamptz not null,
    until timestamptz not null,
    primary key (tenant, application_id),
    check (since < until)
);

-- migrate:down
drop table application_lease;
