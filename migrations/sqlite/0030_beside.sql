-- The community body that stays beside an open public case finds it in its inbox.

ALTER TABLE cases ADD COLUMN beside BLOB REFERENCES bodies (id);

UPDATE cases SET beside = unhex(replace(state -> '$.holding' ->> 'beside', '-', ''))
WHERE closed_at IS NULL AND visibility <> 'body-only' AND state -> '$.holding' ->> 'beside' IS NOT NULL;

CREATE INDEX cases_beside ON cases (beside, next_step_by) WHERE beside IS NOT NULL;

-- Who is asked to look again at what was removed: those who moderate the case, or the body above.
CREATE TABLE case_appeals (
    case_id BLOB NOT NULL REFERENCES cases (id),
    body BLOB NOT NULL REFERENCES bodies (id),
    PRIMARY KEY (case_id, body)
) STRICT;

CREATE INDEX case_appeals_by_body ON case_appeals (body);
