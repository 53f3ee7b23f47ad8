-- migrate:up

-- What is open is added up by months as well: whoever asks for its ages reads the days of the last month one by one, and all that came before as
-- months. Both are kept by the same transaction, so the difference is what is older.
-- Nobody may count between reading the days and adding up by the months anew.
lock table office_sum in share row exclusive mode;

create or replace function office_month_adds_up() returns trigger language plpgsql as $$
begin
    insert into office_month as m (tenant, month, region_code, service, counted, number)
    select new.tenant, date_trunc('month', split_part(c.line, '|', 1)::timestamp)::date, split_part(c.line, '|', 2), new.service,
        split_part(c.line, '|', 3), sum(c.change) from (
        select unnest(new.tallies) as line, 1 as change
        union all
        select unnest(old.tallies), -1
    ) c group by 2, 3, 5 having sum(c.change) <> 0 order by 2, 3, 5
    on conflict (tenant, month, service, region_code, counted) do update set number = m.number + excluded.number;
    return null;
end
$$;
insert into office_month (tenant, month, region_code, service, counted, number)
select tenant, date_trunc('month', day::timestamp)::date, region_code, service, counted, sum(number)
from office_sum where counted like 'open:%' and number <> 0 group by 1, 2, 3, 4, 5;
create index office_month_open on office_month (tenant) where counted like 'open:%' and number > 0;
create index office_sum_intake on office_sum (tenant, day) where counted not like 'open:%' and counted not like 'vital:%';

-- migrate:down

lock table office_sum in share row exclusive mode;

drop index office_sum_intake;
drop index office_month_open;
delete from office_month where counted like 'open:%';
create or replace function office_month_adds_up() returns trigger language plpgsql as $$
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
