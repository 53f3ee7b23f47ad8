-- migrate:up

-- What became of an uploaded picture: what came (size and sha256 of the bytes as announced) stands beside what is stored.
alter table document
    add column stored_size bigint check (stored_size >= 0),
    add column original_sha256 text check (original_sha256 ~ '^[0-9a-f]{64}$'),
    add column treatment text not null default '';
-- Until now everything was stored as it came.
update document set stored_size = size, original_sha256 = sha256 where state = 'READY';

-- The registers of issued papers: the last number given out in each. A row is locked by the transaction that issues and
-- moved on when the paper is stored, so a paper that is not issued after all leaves no gap.
create table certificate_register (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    register text not null check (register ~ '^[A-Z][A-Z0-9-]{0,11}$'),
    year integer not null check (year between 2000 and 9999),
    last integer not null default 0 check (last >= 0),
    primary key (tenant, register, year)
);

-- Papers from before have no number.
alter table certificate
    add column register text,
    add column register_year integer,
    add column register_number integer check (register_number > 0);
create unique index certificate_register_number on certificate (tenant, register, register_year, register_number)
    where register_number is not null;

-- migrate:down

drop index certificate_register_number;
alter table certificate
    drop column register,
    drop column register_year,
    drop column register_number;
drop table certificate_register;
alter table document
    drop column stored_size,
    drop column original_sha256,
    drop column treatment;
