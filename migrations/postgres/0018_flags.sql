-- Flags on posts and statements, and what came of them.

-- Who flags what; told to nobody.
CREATE TABLE flags (
    thread UUID NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL REFERENCES said_kinds (code),
    number BIGINT NOT NULL,
    person UUID NOT NULL REFERENCES people (id),
    -- The household of the place that they are verified in, when they flagged it.
    household UUID REFERENCES households (id),
    rule TEXT NOT NULL,
    words TEXT,
    -- Whether they say that it is about the body that leads through the thread.
    about BOOLEAN NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (thread, kind, number, person)
);

CREATE INDEX flags_by_person ON flags (person, thread, at);

CREATE INDEX flags_in_time ON flags (at, thread);

-- How the flags on one part stand. Until when it is hidden is computed from `hidden_at`.
CREATE TABLE flagged (
    thread UUID NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL REFERENCES said_kinds (code),
    number BIGINT NOT NULL,
    -- Whether somebody has to look at it.
    waits BOOLEAN NOT NULL,
    waits_since BIGINT NOT NULL,
    -- The body that looks at it; empty where the steward does.
    judge UUID REFERENCES bodies (id),
    -- Whether it is about the body that leads through the thread.
    about BOOLEAN NOT NULL,
    households BIGINT NOT NULL,
    hidden_at BIGINT,
    -- That somebody let it stand, and what they said.
    kept_at BIGINT,
    kept_words TEXT,
    kept_by UUID REFERENCES people (id),
    kept_body UUID REFERENCES bodies (id),
    PRIMARY KEY (thread, kind, number)
);

CREATE INDEX flagged_waiting ON flagged (judge, waits_since) WHERE waits;

-- Who answers an appeal: the body that removed it, or others where it is about that body.
ALTER TABLE removals ADD COLUMN appeal_judge UUID REFERENCES bodies (id);

UPDATE removals SET appeal_judge = by_body;

CREATE INDEX removals_appealed ON removals (appeal_judge, appealed_at) WHERE appealed_at IS NOT NULL AND answered_at IS NULL;
