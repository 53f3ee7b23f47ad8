-- migrate:up

-- How an application came in, and who goes on with it at the operators' desk: beside its state, so that queues are narrowed by both.
alter table application add column channel text, add column holder text, add column holder_name text,
    add constraint application_holder_check check ((holder is null) = (holder_name is null));
comment on column application.holder is 'the subject who claimed it or took it over; null where it lies at no operator''s desk';

update application a set
    channel = (select n.data ->> 'channel' from application_action n where n.tenant = a.tenant and n.application_id = a.id and n.seq = 1);
-- What was taken over while it lay at the verifiers' desk, complete and not delayed, is not held at the operators'.
update application a set (holder, holder_name) = (
    select n.actor, n.actor_name from application_action n
    where n.tenant = a.tenant and n.application_id = a.id and n.kind in ('CLAIM', 'TAKE_OVER') and not (
        n.kind = 'TAKE_OVER'
        and (select b.kind from application_action b where b.tenant = n.tenant and b.application_id = n.application_id
             and b.seq < n.seq and b.kind in ('CLAIM', 'ACCEPT', 'VERIFY') order by b.seq desc limit 1) = 'ACCEPT'
        and (select b.kind from application_action b where b.tenant = n.tenant and b.application_id = n.application_id
             and b.seq < n.seq and b.kind in ('ACCEPT', 'DELAY', 'RESUME') order by b.seq desc limit 1) <> 'DELAY'
    )
    order by n.seq desc limit 1)
where a.state in ('IN_REVIEW', 'DELAYED') or (a.state = 'PROCESSING' and coalesce((
    select n.data ->> 'status' from application_action n
    where n.tenant = a.tenant and n.application_id = a.id and n.kind in ('RECORD_SIAK', 'CONFIRM_SIAK')
    order by n.seq desc limit 1), '') <> 'CONFIRMED');

create index application_held on application (tenant, holder, submitted_at, id) where holder is not null;
create index application_lease_holder on application_lease (tenant, holder);

-- migrate:down

drop index application_lease_holder;
drop index application_held;
alter table application drop constraint application_holder_check, drop column holder_name, drop column holder, drop column channel;
