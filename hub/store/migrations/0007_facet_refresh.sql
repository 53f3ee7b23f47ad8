-- migrate:up

-- When the agency was last asked: what it gives may be older than that. Null where a copy came in another way; then its own time counts.
alter table facet_copy add column checked_at timestamptz;

-- Who asks an agency for a copy that is no longer fresh, so that of all processes only one does. `until` ends the claim by itself when its process
-- dies; with `failed`, it is how long nobody asks again. Nothing of it matters after a crash of the database.
create unlogged table facet_refresh (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    facet text not null,
    person_id uuid not null,
    until timestamptz not null,
    failed text,
    primary key (tenant, facet, person_id)
);

-- migrate:down

drop table facet_refresh;
alter table facet_copy drop column checked_at;
