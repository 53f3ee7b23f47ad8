-- migrate:up

-- Why a person was changed: what the clerk says, and the paper that shows it ({kind, number, document_id}). Null where a machine or a service's rules
-- changed her: `kind` and `application_id` say why then.
alter table record_event add column reason text, add column source jsonb check (jsonb_typeof(source) = 'object');

-- migrate:down

alter table record_event drop column reason, drop column source;
