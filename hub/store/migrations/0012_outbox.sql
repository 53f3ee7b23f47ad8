-- migrate:up

-- Who is told of changes of the record: agencies, as their connectors declare, and clients that subscribed with an address of their own.
create table delivery_target (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    name text not null check (name ~ '^[a-z][a-z0-9_]*(:[0-9a-f-]+)?$'),
    way text not null check (way in ('PUSH', 'TRANSCRIBE', 'WEBHOOK')),
    kinds text[] not null,
    attributes text[] not null default '{}',
    state text not null default 'ACTIVE' check (state in ('ACTIVE', 'PAUSED', 'REMOVED')),
    reason text,
    failing_since timestamptz,
    created_at timestamptz not null,
    client_id text,
    purpose text,
    url text,
    secret bytea,
    former_secret bytea,
    former_until timestamptz,
    primary key (tenant, name),
    check ((way = 'WEBHOOK') = (client_id is not null and purpose is not null and url is not null and secret is not null))
);
comment on column delivery_target.kinds is 'kinds of events that it is told of, as citizen.changed';
comment on column delivery_target.attributes is 'it is told only of changes of one of these; empty for all';
comment on column delivery_target.secret is 'sealed; the key lies with the hub, not in the database';

-- One row for each event and target. A row is never deleted; what has become of it is its state.
create table delivery (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    target text not null,
    kind text not null,
    person_id uuid not null,
    position bigint generated always as identity,
    version integer,
    changed text[] not null,
    payload jsonb not null default '{}',
    occurred_at timestamptz not null,
    state text not null default 'WAITING' check (state in (
        'WAITING', 'TO_TRANSCRIBE', 'CONFIRMING', 'MISMATCH', 'IN_DOUBT', 'DEAD', 'DELIVERED', 'WITHHELD', 'CANCELLED'
    )),
    attempts integer not null default 0 check (attempts >= 0),
    next_attempt_at timestamptz not null,
    leased_until timestamptz,
    leased_by uuid,
    unsure boolean not null default false,
    problem text,
    differences text[] not null default '{}',
    acknowledgement text,
    receipt_id uuid,
    settled_at timestamptz,
    settled_by text,
    reason text,
    primary key (tenant, id),
    check ((state in ('DELIVERED', 'WITHHELD', 'CANCELLED')) = (settled_at is not null))
);
comment on column delivery.id is 'also the key by which the receiver knows a repeat';
comment on column delivery.position is 'order of what is told about one person to one target: the transaction that publishes holds the person''s row';
comment on column delivery.payload is 'further ids; never a value of a person';
comment on column delivery.leased_by is 'the job that makes an attempt now; found here by the same job again, the worker was killed in between';
comment on column delivery.unsure is 'an attempt may have arrived although nothing came back';
comment on column delivery.problem is 'a code, never what the receiver wrote';
create index delivery_line on delivery (tenant, target, person_id, position) where settled_at is null;
create index delivery_due on delivery (tenant, next_attempt_at) where state in ('WAITING', 'CONFIRMING');
create index delivery_open on delivery (tenant, state, id) where settled_at is null;

-- migrate:down

drop table delivery, delivery_target;
