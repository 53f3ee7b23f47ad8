-- migrate:up

-- Which part of an answer was whose is told by places in the receipt's own lists, as text that nothing looks into when it is written: to name persons,
-- fields and categories once more, as `parts` did, was a third of such a row, and to read them a third of what it cost the database.
alter table receipt add column apart text;
comment on column receipt.apart is
    '[[subjects, fields, categories]] by places in the receipt''s own lists, from 1, or themselves; subjects null: everybody. Null: all of it was everybody''s';
comment on column receipt.parts is
    'as apart, of receipts from before there was that column: [{fields, categories, subjects}]; without subjects it was read of everybody';
create type receipt_of_own as (
    id uuid,
    at timestamptz,
    batches text,
    subjects bytea,
    apart text,
    mark bytea,
    mark_if_sealed bytea,
    asked integer
);

-- A `receipt_heading` in two: receipts of one commit have many readers, and few of them ask for anything that another does not ask for.
create type receipt_asker as (
    tenant text,
    actor text,
    actor_name text,
    client_id text,
    on_behalf_of text,
    purpose text,
    agreement text,
    hidden_until timestamptz,
    roles text[]
);
create type receipt_asked as (
    operation text,
    fields text[],
    categories text[],
    behind_seals boolean,
    sources text[]
);

create function names_at(places jsonb, names text[]) returns jsonb language sql immutable parallel safe as $$
    select coalesce(jsonb_agg(case jsonb_typeof(x.one) when 'number' then to_jsonb(names[x.one::int]) else x.one end order by x.at), '[]')
    from jsonb_array_elements(places) with ordinality x(one, at)
$$;
comment on function names_at(jsonb, text[]) is 'the names at these places, from 1; what is no place stands for itself';

create function parts_told(apart text, subjects bytea, fields text[], categories text[]) returns jsonb language sql immutable parallel safe as $$
    select jsonb_agg(
        case when p.part -> 0 = 'null' then '{}' else jsonb_build_object(
            'subjects', names_at(p.part -> 0, array(select id::text from persons_in(subjects) with ordinality s(id, at) order by s.at)))
        end || jsonb_build_object('fields', names_at(p.part -> 1, fields), 'categories', names_at(p.part -> 2, categories))
        order by p.at)
    from jsonb_array_elements(apart::jsonb) with ordinality p(part, at)
$$;
comment on function parts_told(text, bytea, text[], text[]) is 'receipt.apart as receipt.parts told it; null where there is none';

-- migrate:down

alter table receipt disable trigger user;
update receipt set parts = parts_told(apart, subjects, fields, categories) where apart is not null;
alter table receipt enable trigger user;
drop function parts_told(text, bytea, text[], text[]);
drop function names_at(jsonb, text[]);
drop type receipt_asked;
drop type receipt_asker;
drop type receipt_of_own;
comment on column receipt.parts is
    '[{fields, categories, subjects}]: what was read of whom; without subjects it was read of everybody whom the receipt names. Null: all of it was';
alter table receipt drop column apart;
