-- A case can wait for its thread, and the clock looks at every end of a step.

INSERT INTO stages (code)
VALUES ('deliberating');

-- When the clock has to look at it; empty once it is over, or a missed end was recorded.
ALTER TABLE threads ADD COLUMN wake_at BIGINT;

UPDATE threads SET wake_at = until;

CREATE INDEX threads_by_wake ON threads (wake_at, reference) WHERE wake_at IS NOT NULL;
