-- migrate:up

-- Who speaks SPDCI with the hub: a sender_id of a registered client, the addresses at which it may be answered, and the keys with which it signs.
create table spdci_sender (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    sender_id text not null check (sender_id <> '' and length(sender_id) <= 99),
    client_id text not null,
    callbacks text[] not null default '{}',
    receivers text[] not null default '{}',
    keys jsonb,
    unsigned boolean not null default false,
    created_at timestamptz not null,
    primary key (tenant, sender_id),
    check (unsigned or keys is not null)
);
comment on column spdci_sender.callbacks is 'beginnings of the addresses to which answers may go';
comment on column spdci_sender.receivers is 'names under which the sender knows this hub; empty for any';
comment on column spdci_sender.unsigned is 'whether its messages are taken without a signature';

-- A message that came, or that goes out by itself. What is asked stays until it is settled; what is found is never kept.
create table spdci_message (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    domain text not null,
    sender_id text not null,
    client_id text not null,
    message_id text not null,
    digest bytea not null,
    action text not null check (action in ('search', 'subscribe', 'unsubscribe', 'txn-status', 'notify')),
    transaction_id text not null,
    reference_ids text[] not null,
    codes text[] not null default '{}',
    asked jsonb,
    scopes text[] not null,
    purpose text,
    callback text,
    state text not null check (state in ('RECEIVED', 'WAITING', 'DONE', 'GAVE_UP')),
    outcome jsonb,
    attempts integer not null default 0,
    received_at timestamptz not null,
    settled_at timestamptz,
    primary key (tenant, id),
    unique (tenant, domain, sender_id, message_id),
    check (state = 'WAITING' or asked is null)
);
comment on column spdci_message.id is 'the correlation_id of the answer';
comment on column spdci_message.scopes is 'of the token that asked: an answer later is given by no more';
comment on column spdci_message.asked is 'the message, while the worker has to answer it; then null';
comment on column spdci_message.outcome is 'per reference its status and reason, or codes of subscriptions; never a record';
create index spdci_message_transaction on spdci_message (tenant, domain, sender_id, transaction_id);
create index spdci_message_references on spdci_message using gin (reference_ids);
create index spdci_message_waiting on spdci_message (tenant, sender_id) where state = 'WAITING';
create index spdci_message_received on spdci_message (tenant, received_at);

-- A subscription to one person's events. The worker looks at her version: writing the record costs nothing more.
create table spdci_subscription (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    code text not null,
    domain text not null,
    sender_id text not null,
    client_id text not null,
    event_type text not null,
    record_type text not null,
    person_id uuid not null,
    told_version integer not null,
    transaction_id text not null,
    reference_id text not null,
    scopes text[] not null,
    purpose text,
    callback text not null,
    created_at timestamptz not null,
    primary key (tenant, code),
    unique (tenant, domain, sender_id, event_type, person_id)
);
create index spdci_subscription_person on spdci_subscription (tenant, person_id);

-- migrate:down

drop table spdci_subscription, spdci_message, spdci_sender;
