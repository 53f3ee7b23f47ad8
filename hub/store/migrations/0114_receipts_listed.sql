-- migrate:up

-- Whom a receipt is about stands in its own row, and is durable with it. `receipt_subject` lists receipts by person, and follows behind the answer: the
-- step that gives a receipt its place in the log lists it. Who asks for a person's receipts looks through those that are not listed yet as well.
create function persons_in(subjects bytea) returns setof uuid language sql immutable strict parallel safe as $$
    select encode(substring(subjects from 16 * n + 1 for 16), 'hex')::uuid
    from generate_series(0, octet_length(subjects) / 16 - 1) as n
$$;
comment on function persons_in(bytea) is 'ids that stand one after the other, 16 bytes each';
comment on table receipt_subject is
    'receipts by person; those that have no place in the log yet may be missing here, and stand in the rows of receipts after receipt_log.seen';

-- migrate:down

-- The version before expects each receipt to be listed.
insert into receipt_subject (tenant, person_id, receipt_id)
select r.tenant, p.id, r.id from receipt r cross join lateral persons_in(r.subjects) p(id)
where not exists (select from receipt_leaf l where l.tenant = r.tenant and l.receipt_id = r.id)
on conflict do nothing;
comment on table receipt_subject is null;
drop function persons_in(bytea);
