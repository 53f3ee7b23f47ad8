-- migrate:up

-- What the receipts of one reader's operation have in common comes as one text, which the hub keeps: the literal of a `receipt_heading`. The driver
-- puts 7 values of each receipt together instead of 21. `receipt_sent` stays for processes of the version before, which may run while this one is
-- brought in.
create type receipt_heading as (
    tenant text,
    actor text,
    actor_name text,
    client_id text,
    on_behalf_of text,
    purpose text,
    operation text,
    fields text[],
    categories text[],
    behind_seals boolean,
    agreement text,
    sources text[],
    hidden_until timestamptz,
    roles text[]
);
create type receipt_own as (
    id uuid,
    at timestamptz,
    batches text,
    subjects bytea,
    parts jsonb,
    mark bytea,
    mark_if_sealed bytea
);

-- migrate:down

drop type receipt_own;
drop type receipt_heading;
