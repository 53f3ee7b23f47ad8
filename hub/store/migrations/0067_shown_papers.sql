-- migrate:up
-- Whose contest a paper was shown for: asked when somebody looks at the paper.
create index discrepancy_documents on discrepancy using gin (documents) where documents <> '{}';

-- migrate:down
drop index discrepancy_documents;
