-- What neighbours flagged in a case is work of whoever moderates it, also once it is over:
-- the body that has it, and the community body beside a public one.

ALTER TABLE cases ADD COLUMN flags_with BLOB REFERENCES bodies (id);
ALTER TABLE cases ADD COLUMN flags_beside BLOB REFERENCES bodies (id);

UPDATE cases SET flags_with = holder
WHERE json_array_length(state, '$.flags') > 0;

UPDATE cases SET flags_beside = unhex(replace(state -> '$.holding' ->> 'beside', '-', ''))
WHERE json_array_length(state, '$.flags') > 0 AND visibility <> 'body-only' AND state -> '$.holding' ->> 'beside' IS NOT NULL;

CREATE INDEX cases_by_flags ON cases (flags_with) WHERE flags_with IS NOT NULL;
CREATE INDEX cases_by_flags_beside ON cases (flags_beside) WHERE flags_beside IS NOT NULL;
