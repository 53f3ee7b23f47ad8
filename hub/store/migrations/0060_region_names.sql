-- migrate:up
-- Villages are looked up by a part of their names, of which there are more than eighty thousand.
create index region_name on region using gin (name gin_trgm_ops);

-- migrate:down
drop index region_name;
