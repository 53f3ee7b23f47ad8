-- migrate:up

-- On which agreement somebody read, from which agencies the data came besides the record, and until when the subject is not told of it (a lawful
-- investigation under an agreement that says so).
alter table receipt
    add column agreement text not null default '',
    add column sources text[] not null default '{}',
    add column hidden_until timestamptz;

-- migrate:down

alter table receipt drop column hidden_until, drop column sources, drop column agreement;
