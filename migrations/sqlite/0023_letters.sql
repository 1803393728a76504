-- Offices that never sign in are served by printed letter.

-- When somebody of a body was last here; empty until it is counted for the first time.
ALTER TABLE bodies ADD COLUMN seen_at INTEGER;

ALTER TABLE bodies ADD COLUMN on_paper INTEGER NOT NULL DEFAULT 0 CHECK (on_paper IN (0, 1));

-- The body that delivers the letter about a case, and enters what the office writes back.
ALTER TABLE cases ADD COLUMN letter_by BLOB REFERENCES bodies (id);

CREATE INDEX cases_by_letter ON cases (letter_by) WHERE letter_by IS NOT NULL;
