-- migrate:up

-- What the office's figures are made of, added up while the worker counts promises: a page of figures reads days, not applications. One row for each
-- thing that is counted of a service on a day (of the office, WIB) in a region. It holds nobody's data. What an application counts for now stands
-- in `promise_run.tallies`, each as day|region|what, so that it is taken away again when it moves on.
-- A birth or a death is added once, when it is registered (`registered`), by village: what was told of a quarter never changes afterwards.
create table office_sum (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    day date not null,
    region_code text not null,
    service text not null,
    counted text not null,
    number bigint not null,
    primary key (tenant, day, service, region_code, counted)
);
-- The same by whole months, without what is open and without villages: a long span reads months, not days.
create table office_month (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    month date not null check (extract(day from month) = 1),
    region_code text not null,
    service text not null,
    counted text not null,
    number bigint not null,
    primary key (tenant, month, service, region_code, counted)
);
create index office_sum_open on office_sum (tenant, day) where counted like 'open:%' and number > 0;
create index office_sum_vital on office_sum (tenant, day) where counted like 'vital:%';

alter table promise_run
    add column tallies text[] not null default '{}',
    add column registered boolean not null default false;

create function office_adds_up() returns trigger language plpgsql as $$
begin
    insert into office_sum as m (tenant, day, region_code, service, counted, number)
    select new.tenant, split_part(c.line, '|', 1)::date, split_part(c.line, '|', 2), new.service, split_part(c.line, '|', 3), sum(c.change) from (
        select unnest(new.tallies) as line, 1 as change
        union all
        select unnest(old.tallies), -1
    ) c group by c.line having sum(c.change) <> 0 order by c.line
    on conflict (tenant, day, service, region_code, counted) do update set number = m.number + excluded.number;
    return null;
end
$$;
create function office_month_adds_up() returns trigger language plpgsql as $$
begin
    insert into office_month as m (tenant, month, region_code, service, counted, number)
    select new.tenant, date_trunc('month', split_part(c.line, '|', 1)::timestamp)::date, split_part(c.line, '|', 2), new.service,
        split_part(c.line, '|', 3), sum(c.change) from (
        select unnest(new.tallies) as line, 1 as change
        union all
        select unnest(old.tallies), -1
    ) c where split_part(c.line, '|', 3) not like 'open:%' group by 2, 3, 5 having sum(c.change) <> 0 order by 2, 3, 5
    on conflict (tenant, month, service, region_code, counted) do update set number = m.number + excluded.number;
    return null;
end
$$;
create trigger office_counted after update on promise_run for each row when (old.tallies is distinct from new.tallies) execute function office_adds_up();
create trigger office_month_counted after update on promise_run for each row when (old.tallies is distinct from new.tallies) execute function office_month_adds_up();

-- The worker counts what came before.
update promise_run set stale = true where not stale;

-- migrate:down

drop trigger office_month_counted on promise_run;
drop trigger office_counted on promise_run;
drop function office_month_adds_up();
drop function office_adds_up();
alter table promise_run drop column registered, drop column tallies;
drop table office_month, office_sum;
