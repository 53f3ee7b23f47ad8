-- migrate:up

-- A receipt as the hub sends it: those of one commit come as one array of these, so PostgreSQL plans and runs one statement for all of them. The
-- members are those of `receipt`, besides what the database finds out itself (`sealed`, and which of the two marks holds).
create type receipt_given as (
    tenant text,
    id uuid,
    at timestamptz,
    actor text,
    actor_name text,
    client_id text,
    on_behalf_of text,
    purpose text,
    operation text,
    fields text[],
    categories text[],
    batches uuid[],
    subjects bytea,
    behind_seals boolean,
    agreement text,
    sources text[],
    hidden_until timestamptz,
    roles text[],
    parts jsonb,
    mark bytea,
    mark_if_sealed bytea
);

-- migrate:down

drop type receipt_given;
