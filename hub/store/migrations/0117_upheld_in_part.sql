-- migrate:up

-- What is upheld in part stops as well: the categories that its decision names.
alter table objection drop constraint objection_stop_check, add constraint objection_stop_check
    check ((stop_agreement is null) = (stop_categories is null) and (stop_categories is null or outcome in ('UPHELD', 'PARTLY_UPHELD')));

-- migrate:down

-- What a part had stopped is kept by no decision of before this: it is given out again.
update objection set lifted_at = null, lifted_by = null, lifted_as = null, lifted_reason = null, stop_agreement = null, stop_categories = null
where outcome = 'PARTLY_UPHELD';
alter table objection drop constraint objection_stop_check, add constraint objection_stop_check
    check ((stop_agreement is null) = (stop_categories is null) and (stop_categories is null or outcome = 'UPHELD'));
