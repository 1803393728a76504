-- A thread that the body beside a case owes is work of that body, too.

ALTER TABLE cases ADD COLUMN thread_by BLOB REFERENCES bodies (id);

UPDATE cases SET thread_by = unhex(replace(state -> '$.thread_owed' ->> 'body', '-', ''))
WHERE closed_at IS NULL AND state -> '$.thread_owed' ->> 'body' <> state -> '$.holding' ->> 'holder';

CREATE INDEX cases_by_thread ON cases (thread_by) WHERE thread_by IS NOT NULL;
