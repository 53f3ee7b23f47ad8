-- migrate:up

-- Who reads a piece of an extract knows the words of its names; kept with the piece, they need not be looked for among all persons when the first
-- import has filled the record. An import that was begun before that is read anew: of its pieces they are not known.
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
alter table record_import_piece add column words text[] not null;
comment on column record_import_piece.words is 'the words of name_key of its persons, each once';

-- migrate:down

alter table record_import_piece drop column words;
