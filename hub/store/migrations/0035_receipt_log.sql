-- migrate:up

-- A receipt says whom it is about in its own row too, in the order of their ids, 16 bytes each: its place in the tree depends on them, and
-- receipt_subject is ordered by person. `mark` is made by a key outside the database; null for receipts from before there were marks. `tx` is the
-- transaction that wrote it, by which those that were committed late are found; null for receipts from before the log.
alter table receipt
    add column subjects bytea not null default '' check (octet_length(subjects) % 16 = 0),
    add column mark bytea check (octet_length(mark) = 32),
    add column tx xid8;
alter table receipt disable trigger receipt_append_only;
update receipt r set subjects = s.joined
from (
    select tenant, receipt_id, string_agg(uuid_send(person_id), ''::bytea order by person_id) as joined
    from receipt_subject group by tenant, receipt_id
) s
where s.tenant = r.tenant and s.receipt_id = r.id;
alter table receipt enable trigger receipt_append_only;
alter table receipt alter column tx set default pg_current_xact_id();
create index receipt_tx on receipt (tenant, tx);

-- How far the log has got; one row, which is locked while receipts get their places. `walked` is the last receipt of a walk through all of them
-- in the order of their ids: through those from before the log while `earlier`, else through all that have no place (null: no walk). What the
-- snapshot `seen` shows has its place; while `upto` is not null, what that one shows is being given its place, up to (`after_tx`, `after_id`).
-- Snapshots and transactions are those of the cluster with the identifier `cluster`.
create table receipt_log (
    tenant text primary key check (tenant ~ '^[0-9]{4}$'),
    size bigint not null default 0 check (size >= 0),
    earlier boolean not null default true,
    walked uuid default '00000000-0000-0000-0000-000000000000',
    cluster bigint not null,
    seen pg_snapshot not null,
    upto pg_snapshot,
    after_tx xid8 not null default '0',
    after_id uuid not null default '00000000-0000-0000-0000-000000000000'
);

-- The leaves of the tree in their order, and the roots of complete subtrees of 2^8, 2^16 ... leaves.
create table receipt_leaf (
    tenant text not null,
    position bigint not null check (position >= 0),
    receipt_id uuid not null,
    hash bytea not null check (octet_length(hash) = 32),
    mark bytea not null check (octet_length(mark) = 32),
    primary key (tenant, position),
    unique (tenant, receipt_id)
);
create table receipt_subtree (
    tenant text not null,
    height smallint not null check (height > 0 and height % 8 = 0),
    number bigint not null check (number >= 0),
    hash bytea not null check (octet_length(hash) = 32),
    primary key (tenant, height, number)
);

-- Signed heads as the log published them, and what each witness made of the last one.
create table receipt_head (
    tenant text not null,
    size bigint not null check (size >= 0),
    root bytea not null check (octet_length(root) = 32),
    signed_at timestamptz not null,
    note text not null,
    primary key (tenant, size)
);
create table receipt_witness (
    tenant text not null,
    name text not null check (name <> ''),
    size bigint not null default 0 check (size >= 0),
    cosignature text not null default '',
    told_at timestamptz,
    tried_at timestamptz,
    failing_since timestamptz,
    problem text,
    primary key (tenant, name)
);

-- A function of their own: that of the record's own tables goes with these.
create function log_append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end
$$;
create trigger receipt_leaf_append_only before update or delete on receipt_leaf for each row execute function log_append_only();
create trigger receipt_leaf_keep before truncate on receipt_leaf for each statement execute function log_append_only();
create trigger receipt_subtree_append_only before update or delete on receipt_subtree for each row execute function log_append_only();
create trigger receipt_subtree_keep before truncate on receipt_subtree for each statement execute function log_append_only();
create trigger receipt_head_append_only before update or delete on receipt_head for each row execute function log_append_only();
create trigger receipt_head_keep before truncate on receipt_head for each statement execute function log_append_only();

-- migrate:down

drop table receipt_witness, receipt_head, receipt_subtree, receipt_leaf, receipt_log;
drop function log_append_only();
drop index receipt_tx;
alter table receipt drop column tx, drop column mark, drop column subjects;
