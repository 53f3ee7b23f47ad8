-- migrate:up
-- What was saved to applicants, added up by month as each application comes in. Public pages read it, so its price must
-- not grow with the applications; and many come in at once, so each sum stands in sixteen parts, of which one is taken.
create table once_only_month (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    service text not null,
    month date not null check (extract(day from month) = 1),
    channel text not null,
    part smallint not null check (part between 0 and 15),
    applications integer not null,
    prefilled integer not null,
    typed integer not null,
    papers integer not null,
    papers_spared integer not null,
    visits_spared integer not null,
    primary key (tenant, service, month, channel, part)
);

create function once_only_counts() returns trigger language plpgsql as $$
begin
    insert into once_only_month as m (tenant, service, month, channel, part, applications, prefilled, typed, papers,
                                      papers_spared, visits_spared)
    select a.tenant, a.service, date_trunc('month', a.submitted_at at time zone 'UTC' + interval '7 hours')::date,
           new.data->>'channel', floor(random() * 16)::smallint, 1, (c->>'prefilled')::integer, (c->>'typed')::integer,
           (c->>'papers')::integer, (c->>'papers_spared')::integer, (c->>'visit_spared')::integer
    from application a cross join (select new.data->'once_only' as c) counted
    where a.tenant = new.tenant and a.id = new.application_id
    on conflict (tenant, service, month, channel, part) do update set
        applications = m.applications + 1, prefilled = m.prefilled + excluded.prefilled,
        typed = m.typed + excluded.typed, papers = m.papers + excluded.papers,
        papers_spared = m.papers_spared + excluded.papers_spared,
        visits_spared = m.visits_spared + excluded.visits_spared;
    return null;
end
$$;
create trigger application_counted after insert on application_action for each row
when (new.seq = 1 and new.data ? 'once_only') execute function once_only_counts();

-- migrate:down
drop trigger application_counted on application_action;
drop function once_only_counts;
drop table once_only_month;
