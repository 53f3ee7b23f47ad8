-- migrate:up

-- Why an application was refused, by the closed list, for the scoreboard.
alter table promise_run add column refusal text;

-- What the scoreboard shows, added up while the worker counts: its price does not grow with the applications. One row for each thing that is
-- counted of a service in a month (of the office, WIB): received, open, issued, kept, refused:CODE, disturbed:KIND, and tenths:N, how many were
-- issued after N tenths of a working hour, for the median. It holds nobody's data.
create table promise_month (
    tenant text not null,
    service text not null,
    month date not null check (extract(day from month) = 1),
    counted text not null,
    number bigint not null,
    primary key (tenant, month, service, counted)
);

create function promise_month_of(at timestamptz) returns date language sql immutable as $$
    select date_trunc('month', at at time zone 'UTC' + interval '7 hours')::date
$$;

create function promise_counts(r promise_run) returns table (month date, counted text) language sql immutable as $$
    select promise_month_of(r.submitted_at), unnest(array['received'] || case when r.ended_at is null then array['open'] else '{}' end)
    union all
    select promise_month_of(r.ended_at), 'refused:' || r.refusal where r.refusal is not null and r.ended_at is not null
    union all
    select promise_month_of(r.issued_at), unnest(
        array['issued'] || case when r.kept then array['kept'] else '{}' end
        || case when r.work_minutes is null then '{}' else array['tenths:' || least(r.work_minutes / 6, 2000)] end
        || array(select 'disturbed:' || kind from unnest(r.disturbances) kind)
    ) where r.issued_at is not null
$$;

-- `number` has no check: what is taken away is proposed as a row of its own before it is added to the one that is there.
-- Only the worker counts (`version` moves, `stale` ends), so no application waits for a sum when it comes in.
create function promise_adds_up() returns trigger language plpgsql as $$
begin
    insert into promise_month as m (tenant, service, month, counted, number)
    select new.tenant, new.service, c.month, c.counted, sum(c.change) from (
        select month, counted, 1 as change from promise_counts(new)
        union all
        select month, counted, -1 from promise_counts(old) where old.version > 0
    ) c group by c.month, c.counted having sum(c.change) <> 0 order by c.month, c.counted
    on conflict (tenant, month, service, counted) do update set number = m.number + excluded.number;
    return null;
end
$$;
create trigger promise_counted after update on promise_run for each row when (old.stale and not new.stale) execute function promise_adds_up();

insert into promise_month (tenant, service, month, counted, number)
select r.tenant, r.service, c.month, c.counted, count(*) from promise_run r cross join lateral promise_counts(r) c
where r.version > 0 group by 1, 2, 3, 4;
-- The worker looks up why they were refused.
update promise_run set stale = true where ended_at is not null and issued_at is null and not stale;

-- migrate:down

drop trigger promise_counted on promise_run;
drop function promise_adds_up();
drop function promise_counts(promise_run);
drop function promise_month_of(timestamptz);
drop table promise_month;
alter table promise_run drop column refusal;
