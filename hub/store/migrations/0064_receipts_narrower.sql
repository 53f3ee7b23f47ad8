-- migrate:up

-- A receipt as the hub sends it, as in 0056, but with lists of names as one text each, commas between them: the driver looks at each member of an
-- array several times, which was most of what sending a receipt cost the hub. No name holds a comma: they are coordinates of the graph, categories,
-- agencies, roles and ids. `receipt_given` stays for processes of the version before, which may run while this one is brought in.
create type receipt_sent as (
    tenant text,
    id uuid,
    at timestamptz,
    actor text,
    actor_name text,
    client_id text,
    on_behalf_of text,
    purpose text,
    operation text,
    fields text,
    categories text,
    batches text,
    subjects bytea,
    behind_seals boolean,
    agreement text,
    sources text,
    hidden_until timestamptz,
    roles text,
    parts jsonb,
    mark bytea,
    mark_if_sealed bytea
);

-- Ids do not become smaller by compression, so it is not tried.
alter table receipt alter column subjects set storage external;
comment on column receipt.parts is
    '[{fields, categories, subjects}]: what was read of whom; without subjects it was read of everybody whom the receipt names. Null: all of it was';

-- migrate:down

comment on column receipt.parts is null;
alter table receipt alter column subjects set storage extended;
drop type receipt_sent;
