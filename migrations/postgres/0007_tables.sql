-- Joint tables: who sits at them; and the public list of gaps.

INSERT INTO stages (code)
VALUES ('table-owed');

CREATE TABLE case_seats (
    case_id UUID NOT NULL REFERENCES cases (id),
    body UUID NOT NULL REFERENCES bodies (id),
    PRIMARY KEY (case_id, body)
);

CREATE INDEX case_seats_by_body ON case_seats (body);

-- Whether nobody who should have could take it, or who owes a joint table did not call it.
ALTER TABLE cases ADD COLUMN gap BOOLEAN NOT NULL DEFAULT FALSE;

UPDATE cases SET gap = TRUE
WHERE closed_at IS NULL AND (state -> 'holding' ->> 'gap' = 'true' OR state -> 'holding' ->> 'ground' = 'no-body');

CREATE INDEX cases_in_gaps ON cases (next_step_by, reference)
    WHERE gap AND visibility IN ('public', 'public-without-name');
