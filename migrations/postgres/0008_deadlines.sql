-- When the clock has to look at a case next, a row of its own: a server claims
-- some that are due for a while, and gives them back by waking the case. The
-- fence rises with each claim, so that who slept too long is told from who has
-- it now.

CREATE TABLE deadlines (
    case_id UUID NOT NULL PRIMARY KEY REFERENCES cases (id),
    due_at BIGINT NOT NULL,
    lease UUID,
    leased_until BIGINT,
    fence BIGINT NOT NULL DEFAULT 0
);

CREATE INDEX deadlines_by_due ON deadlines (due_at, case_id);

CREATE INDEX deadlines_by_lease ON deadlines (lease) WHERE lease IS NOT NULL;

INSERT INTO deadlines (case_id, due_at)
SELECT id, wake_at FROM cases WHERE wake_at IS NOT NULL;

DROP INDEX cases_to_wake;

ALTER TABLE cases DROP COLUMN wake_at;
