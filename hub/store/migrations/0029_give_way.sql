-- migrate:up

-- What a mutation by one statement calls when something that it was made from is no longer so: all of it is undone, its key too, and the mutation goes step
-- by step instead.
create function give_way() returns boolean language plpgsql as $$
begin
    raise exception 'something changed meanwhile' using errcode = 'serialization_failure';
end
$$;

-- migrate:down

drop function give_way();
