-- An objection to an open decision can be flagged and removed, as a post can. It is known by its
-- slip alone, so no two open ballots have the same one, whatever the decision.

INSERT INTO said_kinds (code)
VALUES ('objection');

-- A reason that is published once the decision is closed can be, too. It is known by the number of
-- its decision in the thread, a million times, and the position of its ballot.
INSERT INTO said_kinds (code)
VALUES ('reason');

CREATE UNIQUE INDEX open_ballots_by_slip ON open_ballots (slip);

-- By which rule the reason of a ballot was removed when the decision closed; the reason is gone then.
ALTER TABLE ballots ADD COLUMN removed_rule TEXT;

-- Flags on an objection go with it. How many there were stays for the public counts.
INSERT INTO moderation_kinds (code)
VALUES ('flagged');
