-- migrate:up

-- The papers of a day: they are printed together.
create index certificate_issued on certificate (tenant, issued_at, application_id);

-- migrate:down

drop index certificate_issued;
