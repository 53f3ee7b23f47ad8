-- migrate:up

-- What an upheld objection stops: that data of these categories are given out about this person, under one agreement or under any (''). It holds until
-- somebody lifts it, with a reason that she reads.
alter table objection
    add column stop_agreement text,
    add column stop_categories text[],
    add column lifted_reason text,
    add column lifted_by text,
    add column lifted_as text,
    add column lifted_at timestamptz,
    add constraint objection_stop_check
        check ((stop_agreement is null) = (stop_categories is null) and (stop_categories is null or outcome = 'UPHELD')),
    add constraint objection_lifted_check
        check ((lifted_at is null) = (lifted_by is null) and (lifted_at is null) = (lifted_reason is null) and (lifted_at is null or stop_categories is not null));
comment on column objection.stop_agreement is 'the agreement under which nothing is given out; empty for any';
create index objection_stop on objection (tenant, person_id) where stop_categories is not null and lifted_at is null;

-- migrate:down

drop index objection_stop;
alter table objection
    drop constraint objection_lifted_check, drop constraint objection_stop_check, drop column lifted_at, drop column lifted_as,
    drop column lifted_by, drop column lifted_reason, drop column stop_categories, drop column stop_agreement;
