-- migrate:up

-- Who reads a piece of an extract knows the words of its names and the villages of its persons. Kept with the piece, they need not be looked for among
-- all rows when all pieces have come. An import that was begun before that is read anew: of its pieces they are not known.
do $do$
declare
    rows_of text;
begin
    for rows_of in select 'record_import_row_' || replace(id::text, '-', '') from record_import where state = 'READING' loop
        execute format('drop table if exists %I', rows_of);
    end loop;
end
$do$;
delete from record_import_piece;
delete from record_import where state = 'READING';
alter table record_import_piece add column words text[] not null, add column regions jsonb not null;
comment on column record_import_piece.words is 'the words of name_key of its persons, each once';
comment on column record_import_piece.regions is 'how many of its persons live in which village: {region_code: number}';

-- migrate:down

alter table record_import_piece drop column words, drop column regions;
