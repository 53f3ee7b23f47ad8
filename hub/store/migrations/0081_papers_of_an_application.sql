-- migrate:up

-- Which papers an application led to: those of a day are printed together.
create index certificate_application on certificate (tenant, application_id);

-- migrate:down

drop index certificate_application;
