-- migrate:up

-- Lists that are narrowed end as soon as they have enough, however few rows are of a state, to a target or of a kind.
drop index delivery_open;
create index delivery_state on delivery (tenant, state, id);
create index delivery_target_time on delivery (tenant, target, id);
create index delivery_kind on delivery (tenant, kind, id);
create index hand_over_latest on hand_over (tenant, offered_at, id);

-- Whoever is sealed is looked for in all forms.
create function niks_in(form jsonb) returns text[] language sql immutable strict parallel safe as $$
    select coalesce(array_agg(distinct found[1]), '{}') from regexp_matches(form::text, '(?<![0-9])[0-9]{16}(?![0-9])', 'g') found
$$;
comment on function niks_in(jsonb) is 'whatever is written as a NIK is';
create index application_action_niks on application_action using gin (tenant, niks_in(data));

-- Two words written in one are looked up piece by piece among a district's words, which were read as a whole to join them.
do $do$
declare
    named constant regprocedure := 'name_candidates(text, text, text, date, date, text)';
    joined constant text := 'from generate_series(3, length(term) - 3) n join name_word k on k.tenant = of_tenant and k.word = %s(term, n)';
    looked_up constant text := 'from name_word k where k.tenant = of_tenant and k.word = any (array(select %s(term, n) from generate_series(3, length(term) - 3) n))';
    body text := pg_get_functiondef(named);
    side text;
begin
    foreach side in array array['left', 'right'] loop
        assert position(format(joined, side) in body) > 0;
    end loop;
    execute replace(replace(body, format(joined, 'left'), format(looked_up, 'left')), format(joined, 'right'), format(looked_up, 'right'));
end
$do$;

-- migrate:down

do $do$
declare
    named constant regprocedure := 'name_candidates(text, text, text, date, date, text)';
    joined constant text := 'from generate_series(3, length(term) - 3) n join name_word k on k.tenant = of_tenant and k.word = %s(term, n)';
    looked_up constant text := 'from name_word k where k.tenant = of_tenant and k.word = any (array(select %s(term, n) from generate_series(3, length(term) - 3) n))';
begin
    execute replace(
        replace(pg_get_functiondef(named), format(looked_up, 'left'), format(joined, 'left')),
        format(looked_up, 'right'), format(joined, 'right'));
end
$do$;
drop index application_action_niks;
drop function niks_in(jsonb);
drop index hand_over_latest, delivery_kind, delivery_target_time, delivery_state;
create index delivery_open on delivery (tenant, state, id) where settled_at is null;
