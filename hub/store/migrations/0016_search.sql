-- migrate:up

-- A search by name costs no more when a name is frequent. What is alike is looked for among the words of the district's names, of which there are
-- few; persons are found exactly, by such a word, the shortest names first, so that a scan ends as soon as there are enough of them.

create extension if not exists btree_gin;

-- A word stays when nobody bears it any more.
create table name_word (
    tenant text not null check (tenant ~ '^[0-9]{4}$'),
    word text not null check (word <> ''),
    primary key (tenant, word)
);
comment on table name_word is 'the words of person.name_key';

-- In the order of the words, so that two that learn the same ones do not wait for each other in a ring.
create function learn_name_words() returns trigger language plpgsql as $$
begin
    insert into name_word (tenant, word)
    select w.tenant, w.word
    from (select distinct p.tenant, unnest(string_to_array(p.name_key, ' ')) as word from named p where p.name_key <> '') w
    where not exists (select from name_word k where k.tenant = w.tenant and k.word = w.word)
    order by 1, 2
    on conflict do nothing;
    return null;
end
$$;
create function learn_name_words_of_one() returns trigger language plpgsql as $$
begin
    insert into name_word (tenant, word)
    select distinct new.tenant, w.word from unnest(string_to_array(new.name_key, ' ')) as w(word) where w.word <> '' order by 1, 2
    on conflict do nothing;
    return null;
end
$$;
create trigger person_named after insert on person referencing new table as named for each statement execute function learn_name_words();
create trigger person_renamed after update of name_key on person for each row when (new.name_key <> old.name_key)
    execute function learn_name_words_of_one();

insert into name_word (tenant, word)
select distinct p.tenant, w.word from person p cross join unnest(string_to_array(p.name_key, ' ')) as w(word) where w.word <> '';
create index name_word_alike on name_word using gin (tenant, word gin_trgm_ops);
analyze name_word;

drop index person_name;

-- Persons who bear one of `words` at one of the first six places of their names: of each word and place at most `most`, the shortest names first.
-- With `also`, they bear one of those too. A null does not narrow. The shortest come first in the index, too: a scan skips from length to length, and
-- within a length from village to village, so that of a frequent word only those are read who live in the region and were born in time.
do $do$
declare
    live text := $sql$ and k.region_code collate "C" >= region and k.region_code collate "C" < beyond$sql$;
    born text := $sql$ and k.birth_date >= born_from and k.birth_date < born_until$sql$;
    narrowed text[] := array['', live, born, live || born];
    searches text[];
begin
    for n in 1..6 loop
        execute format(
            $sql$create index person_word_%1$s on person
                (tenant, split_part(name_key, ' ', %1$s), length(name_key), region_code collate "C", birth_date, id)
                include (name_key, mother_key) where split_part(name_key, ' ', %1$s) <> ''$sql$, n);
    end loop;
    for v in 1..4 loop
        searches[v] := (
            select string_agg(format($sql$
                (select k.id from person k
                 where k.tenant = of_tenant and split_part(k.name_key, ' ', %1$s) = w.word and split_part(k.name_key, ' ', %1$s) <> ''%2$s
                   and (also is null or string_to_array(k.name_key, ' ') && also)
                   and (mother is null or word_similarity(mother, k.mother_key) >= 0.5)
                 order by length(k.name_key), k.region_code collate "C", k.birth_date, k.id limit w.most)$sql$, n, narrowed[v]), ' union all ' order by n)
            from generate_series(1, 6) n);
    end loop;
    execute format($sql$
        create function bearers(
            of_tenant text, words text[], most integer[], also text[], region text, born_from date, born_until date, mother text
        ) returns setof uuid language plpgsql stable rows 300 set plan_cache_mode = force_generic_plan as $body$
        #variable_conflict use_variable
        declare
            beyond text := region || '/';
        begin
            if region is null and born_from is null then
                return query select b.id from unnest(words, most) w(word, most) cross join lateral (%s) b where w.word <> '' and w.most > 0;
            elsif born_from is null then
                return query select b.id from unnest(words, most) w(word, most) cross join lateral (%s) b where w.word <> '' and w.most > 0;
            elsif region is null then
                return query select b.id from unnest(words, most) w(word, most) cross join lateral (%s) b where w.word <> '' and w.most > 0;
            else
                return query select b.id from unnest(words, most) w(word, most) cross join lateral (%s) b where w.word <> '' and w.most > 0;
            end if;
        end
        $body$
    $sql$, variadic searches);
end
$do$;

-- The words of a district's names that are like this one, the most alike first: a word that begins with it or has it inside, a wrong letter.
create function name_words_alike(of_tenant text, word text) returns text[] language plpgsql stable set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_variable
declare
    found text[];
begin
    found := array(
        select k.word from name_word k where k.tenant = of_tenant and word <% k.word
        order by word_similarity(word, k.word) + similarity(word, k.word) desc, k.word limit 16);
    if cardinality(found) < 8 then
        found := found || array(
            select k.word from name_word k where k.tenant = of_tenant and word % k.word and k.word <> all (found)
            order by similarity(word, k.word) desc, k.word limit 8);
    end if;
    return found;
end
$$;

-- Whom a search by name looks at: persons whose names have words like those of `term`; some hundreds at most, however many there are.
create function name_candidates(of_tenant text, term text, region text, born_from date, born_until date, mother text)
returns setof uuid language plpgsql stable rows 300 set plan_cache_mode = force_generic_plan as $$
#variable_conflict use_variable
declare
    words text[] := (string_to_array(term, ' '))[1:6];
    many integer := cardinality(words);
    alike text[];
    alikes text[] := '{}';
    frequent integer[] := '{}';
    rare integer[];
    enough constant integer := 40;
    total integer := 0;
    more integer;
begin
    if many = 1 then
        return query select bearers(
            of_tenant, name_words_alike(of_tenant, term), array[200] || array_fill(30, '{24}'), null, region, born_from, born_until, mother);
        -- Words written in one: a name that has a word which the term begins with, and one that it ends with.
        alike := array(
            select k.word from generate_series(3, length(term) - 3) n join name_word k on k.tenant = of_tenant and k.word = left(term, n));
        return query select bearers(of_tenant, ends.words, array_fill(60, array[cardinality(ends.words)]), alike, region, born_from, born_until, mother)
        from (select array(
            select k.word from generate_series(3, length(term) - 3) n join name_word k on k.tenant = of_tenant and k.word = right(term, n)) as words
        ) ends where alike <> '{}' and ends.words <> '{}';
        return;
    end if;
    for i in 1..many loop
        alike := name_words_alike(of_tenant, words[i]);
        more := (select count(*) from bearers(of_tenant, alike[:1], '{500}', null, region, born_from, born_until, null));
        frequent := frequent || more;
        -- Who looks for a frequent word has hardly mistyped it.
        alikes := alikes || array_to_string(case when more < 500 then alike else alike[:6] end, ' ');
    end loop;
    -- Who bears two words of the term, in whatever spelling, is found by the rarer of them: the rarest two first.
    rare := array(select i from unnest(frequent) with ordinality f(n, i) where n > 0 order by n, length(words[i]) desc, i limit 4);
    for j in 2..cardinality(rare) loop
        for i in 1..j - 1 loop
            alike := string_to_array(alikes[rare[i]], ' ');
            return query select bearers(
                of_tenant, alike, array_fill(120, array[cardinality(alike)]), string_to_array(alikes[rare[j]], ' '),
                region, born_from, born_until, mother);
            get diagnostics more = row_count;
            total := total + more;
            exit when total > enough;
        end loop;
        exit when total > enough;
    end loop;
    -- And who bears one of them, while there are not enough.
    for i in 1..cardinality(rare) loop
        exit when total > enough;
        return query select bearers(
            of_tenant, string_to_array(alikes[rare[i]], ' '), array_fill(30, '{6}'), null, region, born_from, born_until, mother);
    end loop;
end
$$;

-- migrate:down

drop function name_candidates(text, text, text, date, date, text);
drop function name_words_alike(text, text);
drop function bearers(text, text[], integer[], text[], text, date, date, text);
drop index person_word_1, person_word_2, person_word_3, person_word_4, person_word_5, person_word_6;
create index person_name on person using gin (name_key gin_trgm_ops);
drop trigger person_named on person;
drop trigger person_renamed on person;
drop function learn_name_words();
drop function learn_name_words_of_one();
drop table name_word;
