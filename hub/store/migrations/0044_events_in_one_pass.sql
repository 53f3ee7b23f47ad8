-- migrate:up

-- Events follow each other in time, whoever enters them: one by one their time is set, and who enters many at once by a statement that sets their
-- times itself says so (satu.events_in_order = 'statement', for the transaction) and has them looked at together, which costs a fraction. Saying so
-- leaves nobody free to enter an event out of order: then the statement fails.
drop trigger record_event_in_order on record_event;
create trigger record_event_in_order before insert on record_event for each row
    when (new.version > 1 and current_setting('satu.events_in_order', true) is distinct from 'statement')
    execute function after_the_event_before();
create function are_after_the_events_before() returns trigger language plpgsql as $$
begin
    if exists (
        select from entered n cross join lateral (
            select e.at from record_event e
            where e.tenant = n.tenant and e.person_id = n.person_id and e.version < n.version
            order by e.version desc limit 1
        ) b
        where n.version > 1 and n.at < b.at + interval '1 millisecond'
    ) then
        raise exception 'an event is not after the one before it: let its time be set' using errcode = 'assert_failure';
    end if;
    return null;
end
$$;
create trigger record_event_all_in_order after insert on record_event referencing new table as entered for each statement
    when (current_setting('satu.events_in_order', true) = 'statement')
    execute function are_after_the_events_before();

-- migrate:down

drop trigger record_event_all_in_order on record_event;
drop function are_after_the_events_before();
drop trigger record_event_in_order on record_event;
create trigger record_event_in_order before insert on record_event for each row when (new.version > 1) execute function after_the_event_before();
