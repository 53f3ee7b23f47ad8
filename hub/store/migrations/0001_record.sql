-- migrate:up

-- The shared record of citizens. Rules that hold for every table here:
-- * `tenant` (the regency's undotted code, '1901') leads the primary key and stands in every unique index, so that all rows of a district lie on
--   one shard and every join stays there. Tables that are the same for all districts say so in their comment, which begins with 'shared:'.
-- * ids are made by the application (UUID version 7); identifiers of the register are text, because they begin with zeros and pass 2^53.
-- * values of closed code lists are stored by the name of the enum's member; the official code is presentation.
-- * times are timestamptz.

create extension if not exists pg_trgm;

create function append_only() returns trigger language plpgsql as $$
begin
    raise exception '% is append-only: correct by appending', tg_table_name using errcode = 'restrict_violation';
end
$$;

create table region (
    code text not null check (code ~ '^[0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?$'),
    name text not null check (name <> ''),
    valid_from date not null default '-infinity',
    valid_until date,
    primary key (code, valid_from),
    check (valid_until is null or valid_until >= valid_from)
);
comment on table region is 'shared: region codes of the Ministry of Home Affairs with their days of validity; read by every district';
create unique index region_current on region (code) where valid_until is null;

create table nik_directory (
    nik text primary key,
    tenant text not null,
    since timestamptz not null default now()
);
comment on table nik_directory is 'shared: which district holds a NIK; it is asked before the district is known';

create table person (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    nik text check (nik ~ '^[0-9]{16}$'),
    full_name text,
    sex text,
    birth_date date,
    birth_place text,
    blood_type text,
    religion text,
    marital_status text,
    education text,
    occupation text,
    citizenship text,
    vital_status text,
    birth_deed_number text,
    region_code text check (region_code ~ '^([0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?)?$'),
    address_line text,
    rt text,
    rw text,
    postal_code text,
    mother_name text,
    mother_nik text,
    father_name text,
    father_nik text,
    family_card_number text check (family_card_number ~ '^[0-9]{16}$'),
    family_relationship text,
    sealed boolean not null default false,
    version integer not null default 1 check (version > 0),
    as_of timestamptz,
    name_key text not null default '',
    mother_key text not null default '',
    primary key (tenant, id)
);
comment on column person.region_code is 'dotted code of the village; null when no address is known';
comment on column person.name_key is 'full_name as hub.core.names.search_key writes it';
create unique index person_nik on person (tenant, nik) where nik is not null;
create index person_family on person (tenant, family_card_number) where family_card_number is not null;
create index person_region on person (tenant, region_code text_pattern_ops);
create index person_name on person using gin (name_key gin_trgm_ops);

create table family_card (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    number text not null check (number ~ '^[0-9]{16}$'),
    head_nik text check (head_nik ~ '^[0-9]{16}$'),
    region_code text check (region_code ~ '^([0-9]{2}([.][0-9]{2}([.][0-9]{2}([.][0-9]{4})?)?)?)?$'),
    address_line text,
    rt text,
    rw text,
    postal_code text,
    issued_on date,
    primary key (tenant, number)
);

create table facet_copy (
    tenant text not null,
    person_id uuid not null,
    facet text not null,
    items jsonb not null check (jsonb_typeof(items) = 'array'),
    as_of timestamptz,
    primary key (tenant, person_id, facet)
);

create table application (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    tracking_number text not null,
    service text not null,
    region_code text not null,
    client_id text not null,
    submitted_by text not null,
    submitted_at timestamptz not null,
    state text not null,
    version integer not null check (version > 0),
    primary key (tenant, id)
);
comment on column application.state is 'the fold of application_action, kept for queues';
create unique index application_tracking_number on application (tenant, tracking_number);
create index application_queue on application (tenant, state, submitted_at, id);
create index application_time on application (tenant, submitted_at, id);
create index application_client on application (tenant, client_id, submitted_at, id);
create index application_submitter on application (tenant, submitted_by, submitted_at, id);
create index application_region on application (tenant, region_code text_pattern_ops);

create table application_action (
    tenant text not null,
    application_id uuid not null,
    seq integer not null check (seq > 0),
    kind text not null,
    actor text not null,
    actor_name text not null,
    at timestamptz not null,
    data jsonb not null default '{}',
    primary key (tenant, application_id, seq),
    foreign key (tenant, application_id) references application (tenant, id)
);
create trigger application_action_append_only before update or delete on application_action for each row execute function append_only();
create trigger application_action_keep before truncate on application_action for each statement execute function append_only();

create table application_person (
    tenant text not null,
    application_id uuid not null,
    person_id uuid not null,
    primary key (tenant, application_id, person_id),
    foreign key (tenant, application_id) references application (tenant, id),
    -- Deferred: the step that enters a child names her before or after she is stored.
    foreign key (tenant, person_id) references person (tenant, id) deferrable initially deferred
);
create index application_person_person on application_person (tenant, person_id);

create table document (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    kind text not null,
    media_type text not null,
    size bigint not null check (size >= 0),
    received bigint not null check (received between 0 and size),
    state text not null,
    owner text not null,
    client_id text not null,
    created_at timestamptz not null,
    sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
    application_id uuid,
    primary key (tenant, id),
    -- Deferred: papers are bound in the transaction that stores their application, in either order.
    foreign key (tenant, application_id) references application (tenant, id) deferrable initially deferred
);
create index document_application on document (tenant, application_id) where application_id is not null;

create table certificate (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null,
    code text not null,
    service text not null,
    title text not null,
    deed_number text not null,
    application_id uuid not null,
    person_id uuid not null,
    document_id uuid not null,
    status text not null,
    issued_at timestamptz not null,
    signed_by text not null,
    primary key (tenant, id),
    foreign key (tenant, application_id) references application (tenant, id) deferrable initially deferred,
    foreign key (tenant, person_id) references person (tenant, id) deferrable initially deferred,
    foreign key (tenant, document_id) references document (tenant, id) deferrable initially deferred
);
create unique index certificate_code on certificate (tenant, code);
create unique index certificate_active on certificate (tenant, service, person_id) where status = 'ACTIVE';

create table record_event (
    tenant text not null,
    person_id uuid not null,
    version integer not null check (version > 0),
    kind text not null,
    at timestamptz not null,
    actor text not null,
    actor_name text not null,
    client_id text not null,
    purpose text not null,
    application_id uuid,
    changed text[] not null,
    before jsonb,
    after jsonb,
    primary key (tenant, person_id, version),
    check (after is not null or kind = 'imported')
);
comment on column record_event.after is
    'null for a row that was imported: she stands in `before` of her next event, or in her row while there is none';
create trigger record_event_append_only before update or delete on record_event for each row execute function append_only();
create trigger record_event_keep before truncate on record_event for each statement execute function append_only();

create table receipt (
    tenant text not null,
    id uuid not null,
    at timestamptz not null,
    actor text not null,
    actor_name text not null,
    client_id text not null,
    on_behalf_of text,
    purpose text not null,
    operation text not null,
    fields text[] not null,
    categories text[] not null,
    primary key (tenant, id)
);
create trigger receipt_append_only before update or delete on receipt for each row execute function append_only();
create trigger receipt_keep before truncate on receipt for each statement execute function append_only();

-- No foreign keys: one statement writes a receipt with its subjects, on the path of every answer.
create table receipt_subject (
    tenant text not null,
    person_id uuid not null,
    receipt_id uuid not null,
    primary key (tenant, person_id, receipt_id)
);
create trigger receipt_subject_append_only before update or delete on receipt_subject for each row execute function append_only();
create trigger receipt_subject_keep before truncate on receipt_subject for each statement execute function append_only();

create table idempotency_reply (
    tenant text not null,
    client_id text not null,
    mutation text not null,
    key text not null check (length(key) between 1 and 200),
    actor text not null,
    body_hash bytea not null,
    created_at timestamptz not null,
    reply jsonb,
    primary key (tenant, client_id, mutation, key)
);
create index idempotency_reply_age on idempotency_reply (tenant, created_at);

-- migrate:down

drop table idempotency_reply, receipt_subject, receipt, record_event, certificate, document, application_person, application_action, application,
    facet_copy, family_card, person, nik_directory, region;
drop function append_only();
