-- migrate:up

-- What people think of the service (PermenPANRB 14/2017): nine elements, 1 to 4. No sheet is kept. Answers wait as sums until five of a service and a
-- kecamatan have come together, and join what is told as one: nobody who looks before and after learns what one person answered.
create table satisfaction_waiting (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    service text not null,
    region_code text not null,
    answers integer not null check (answers > 0),
    u1 integer not null, u2 integer not null, u3 integer not null, u4 integer not null, u5 integer not null,
    u6 integer not null, u7 integer not null, u8 integer not null, u9 integer not null,
    words text[] not null default '{}',
    primary key (tenant, service, region_code)
);
create table satisfaction_sum (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    month date not null check (extract(day from month) = 1),
    service text not null,
    region_code text not null,
    answers integer not null check (answers >= 5),
    u1 integer not null, u2 integer not null, u3 integer not null, u4 integer not null, u5 integer not null,
    u6 integer not null, u7 integer not null, u8 integer not null, u9 integer not null,
    primary key (tenant, month, service, region_code)
);
-- Free words, apart from every number and without a place: an id by chance, so that their order tells nothing.
create table satisfaction_words (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    id uuid not null default gen_random_uuid(),
    month date not null check (extract(day from month) = 1),
    service text not null,
    words text not null check (words <> ''),
    primary key (tenant, month, service, id)
);
-- That an application was answered for, and under which key, so that a repeat is the same answer; not what was answered, and not when.
create table satisfaction_mark (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    application_id uuid not null,
    key_hash bytea not null,
    primary key (tenant, application_id)
);

-- migrate:down

drop table satisfaction_mark, satisfaction_words, satisfaction_sum, satisfaction_waiting;
