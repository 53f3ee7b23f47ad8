-- migrate:up

-- Of each promise what a queue is narrowed by, beside when it is due: of the many that are late only those are looked up that are wanted. Who handed
-- it in, and through which client, never changes; its state moves with the application, as `stale` does.
alter table promise_run add column state text, add column submitted_by text, add column client_id text;
update promise_run r set state = a.state, submitted_by = a.submitted_by, client_id = a.client_id
from application a where a.tenant = r.tenant and a.id = r.application_id;
alter table promise_run alter column state set not null, alter column submitted_by set not null, alter column client_id set not null;

create or replace function promise_begins() returns trigger language plpgsql as $$
begin
    insert into promise_run (tenant, application_id, service, region_code, submitted_at, state, submitted_by, client_id)
    values (new.tenant, new.id, new.service, new.region_code, new.submitted_at, new.state, new.submitted_by, new.client_id);
    return null;
end
$$;
create or replace function promise_moves() returns trigger language plpgsql as $$
begin
    update promise_run set stale = true, state = new.state
    where tenant = new.tenant and application_id = new.id and (not stale or state <> new.state);
    return null;
end
$$;

-- Whoever handed in little finds hers among all that is late.
create index promise_run_submitter on promise_run (tenant, submitted_by, due_at, application_id) where ended_at is null and due_at is not null;
-- Whether a form names somebody sealed is asked of each one that is counted: nearly nobody is in here.
create index person_apart on person (id, tenant) where sealed or merged_into is not null;

-- migrate:down

drop index person_apart;
drop index promise_run_submitter;
create or replace function promise_moves() returns trigger language plpgsql as $$
begin
    update promise_run set stale = true where tenant = new.tenant and application_id = new.id and not stale;
    return null;
end
$$;
create or replace function promise_begins() returns trigger language plpgsql as $$
begin
    insert into promise_run (tenant, application_id, service, region_code, submitted_at)
    values (new.tenant, new.id, new.service, new.region_code, new.submitted_at);
    return null;
end
$$;
alter table promise_run drop column client_id, drop column submitted_by, drop column state;
