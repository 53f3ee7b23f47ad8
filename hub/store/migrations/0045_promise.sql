-- migrate:up

-- What became of each application's promise: counted by the worker from its actions, and again after each new one (`stale`). It holds no personal
-- data; the scoreboard, predictions and alarms read it instead of folding actions. `due_at` is empty while a disturbance lasts; minutes are those of
-- the office's hours, without disturbances. `issued_at` is set where it ended with papers, `kept` once it ended.
create table promise_run (
    tenant text not null,
    application_id uuid not null,
    version integer not null default 0,
    stale boolean not null default true,
    service text not null,
    region_code text not null,
    submitted_at timestamptz not null,
    started_at timestamptz,
    due_at timestamptz,
    ended_at timestamptz,
    issued_at timestamptz,
    kept boolean,
    review_minutes integer check (review_minutes >= 0),
    work_minutes integer check (work_minutes >= 0),
    disturbances text[] not null default '{}',
    primary key (tenant, application_id)
);
create index promise_run_stale on promise_run (tenant, application_id) where stale;
create index promise_run_due on promise_run (tenant, due_at, application_id) where ended_at is null and due_at is not null;
create index promise_run_issued on promise_run (tenant, issued_at) where issued_at is not null;
create index promise_run_received on promise_run (tenant, submitted_at);

create function promise_begins() returns trigger language plpgsql as $$
begin
    insert into promise_run (tenant, application_id, service, region_code, submitted_at)
    values (new.tenant, new.id, new.service, new.region_code, new.submitted_at);
    return null;
end
$$;
create trigger application_promised after insert on application for each row execute function promise_begins();
create function promise_moves() returns trigger language plpgsql as $$
begin
    update promise_run set stale = true where tenant = new.tenant and application_id = new.id and not stale;
    return null;
end
$$;
create trigger application_promise_moved after update of version on application for each row execute function promise_moves();
insert into promise_run (tenant, application_id, service, region_code, submitted_at)
select tenant, id, service, region_code, submitted_at from application;

-- Each promise that is nearly due, or past it, once; a clock that began anew (`started_at`) has alarms of its own.
create table promise_alarm (
    tenant text not null,
    application_id uuid not null,
    started_at timestamptz not null,
    threshold text not null check (threshold in ('NEAR', 'PAST')),
    due_at timestamptz not null,
    raised_at timestamptz not null,
    primary key (tenant, application_id, started_at, threshold),
    foreign key (tenant, application_id) references promise_run (tenant, application_id)
);
create index promise_alarm_raised on promise_alarm (tenant, raised_at);

-- migrate:down

drop table promise_alarm;
drop trigger application_promise_moved on application;
drop trigger application_promised on application;
drop function promise_moves();
drop function promise_begins();
drop table promise_run;
