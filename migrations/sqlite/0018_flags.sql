-- Flags on posts and statements, and what came of them.

-- Who flags what; told to nobody.
CREATE TABLE flags (
    thread BLOB NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL REFERENCES said_kinds (code),
    number INTEGER NOT NULL,
    person BLOB NOT NULL REFERENCES people (id),
    -- The household of the place that they are verified in, when they flagged it.
    household BLOB REFERENCES households (id),
    rule TEXT NOT NULL,
    words TEXT,
    -- Whether they say that it is about the body that leads through the thread.
    about INTEGER NOT NULL CHECK (about IN (0, 1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (thread, kind, number, person)
) STRICT;

CREATE INDEX flags_by_person ON flags (person, thread, at);

CREATE INDEX flags_in_time ON flags (at, thread);

-- How the flags on one part stand. Until when it is hidden is computed from `hidden_at`.
CREATE TABLE flagged (
    thread BLOB NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL REFERENCES said_kinds (code),
    number INTEGER NOT NULL,
    -- Whether somebody has to look at it.
    waits INTEGER NOT NULL CHECK (waits IN (0, 1)),
    waits_since INTEGER NOT NULL,
    -- The body that looks at it; empty where the steward does.
    judge BLOB REFERENCES bodies (id),
    -- Whether it is about the body that leads through the thread.
    about INTEGER NOT NULL CHECK (about IN (0, 1)),
    households INTEGER NOT NULL,
    hidden_at INTEGER,
    -- That somebody let it stand, and what they said.
    kept_at INTEGER,
    kept_words TEXT,
    kept_by BLOB REFERENCES people (id),
    kept_body BLOB REFERENCES bodies (id),
    PRIMARY KEY (thread, kind, number)
) STRICT;

CREATE INDEX flagged_waiting ON flagged (judge, waits_since) WHERE waits;

-- Who answers an appeal: the body that removed it, or others where it is about that body.
ALTER TABLE removals ADD COLUMN appeal_judge BLOB REFERENCES bodies (id);

UPDATE removals SET appeal_judge = by_body;

CREATE INDEX removals_appealed ON removals (appeal_judge, appealed_at) WHERE appealed_at IS NOT NULL AND answered_at IS NULL;
