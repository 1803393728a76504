-- Decisions: questions put to those concerned, and what they answer.

-- `state` is the decision as `domain` knows it; the other columns are drawn from it at
-- every write, for lists and the clock.
CREATE TABLE decisions (
    id BLOB NOT NULL PRIMARY KEY,
    thread BLOB NOT NULL REFERENCES threads (id),
    -- The reference of the thread, and 1, 2, 3 … within it: its address.
    reference INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- Where it stands, and how its question reads, for the list on the thread.
    stage TEXT NOT NULL,
    question TEXT NOT NULL,
    until INTEGER,
    -- When the clock has to look at it next; empty when it never does.
    due INTEGER,
    changed_at INTEGER NOT NULL,
    UNIQUE (reference, number)
) STRICT;

CREATE INDEX decisions_by_thread ON decisions (thread);

CREATE INDEX decisions_due ON decisions (due) WHERE due IS NOT NULL;

CREATE TABLE decision_events (
    id BLOB NOT NULL PRIMARY KEY,
    decision BLOB NOT NULL REFERENCES decisions (id),
    -- 1, 2, 3 … within the decision.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload_version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_person BLOB REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    UNIQUE (decision, number)
) STRICT;

-- Who can answer, as it was when it opened: a person, a household or a flat. Gone when
-- it closes.
CREATE TABLE eligible (
    decision BLOB NOT NULL REFERENCES decisions (id),
    unit BLOB NOT NULL,
    -- Floor area in hundredths of a square metre; 0 where it does not count.
    area INTEGER NOT NULL,
    -- Whether those who live there answer for it: not where its owners live elsewhere.
    speaks INTEGER NOT NULL CHECK (speaks IN (0, 1)),
    PRIMARY KEY (decision, unit)
) STRICT;

-- Answers while people can change them: one for each unit, whoever of it answers. Gone
-- when it closes.
CREATE TABLE open_ballots (
    decision BLOB NOT NULL,
    unit BLOB NOT NULL,
    person BLOB NOT NULL REFERENCES people (id),
    -- Drawn at random with every answer: an objection is known by it, and the published
    -- ballots stand in its order.
    slip INTEGER NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT,
    -- How often it was given, so that a stale page changes nothing.
    turn INTEGER NOT NULL,
    -- What the body says to an objection.
    answer TEXT,
    answered_by BLOB REFERENCES people (id),
    answered_at INTEGER,
    PRIMARY KEY (decision, unit),
    UNIQUE (decision, slip),
    FOREIGN KEY (decision, unit) REFERENCES eligible (decision, unit)
) STRICT;

-- Answers as they stay, in random order; who gave them only where everybody knew that
-- names would be shown. No area: it names a flat.
CREATE TABLE ballots (
    decision BLOB NOT NULL REFERENCES decisions (id),
    position INTEGER NOT NULL,
    choice TEXT NOT NULL,
    reason TEXT,
    answer TEXT,
    person BLOB REFERENCES people (id),
    PRIMARY KEY (decision, position)
) STRICT;

-- Flats with their floor area, for owners' decisions.
CREATE TABLE flats (
    household BLOB NOT NULL PRIMARY KEY REFERENCES households (id),
    -- In hundredths of a square metre.
    area INTEGER NOT NULL CHECK (area > 0),
    -- Whether its owners live elsewhere.
    is_let INTEGER NOT NULL CHECK (is_let IN (0, 1)),
    registered_by BLOB REFERENCES people (id),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE holds_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO holds_kinds (code)
VALUES ('yes'), ('no'), ('changed');

-- Whether an agreement still holds, as those concerned say on its review date.
CREATE TABLE holds (
    thread BLOB NOT NULL REFERENCES threads (id),
    person BLOB NOT NULL REFERENCES people (id),
    answer TEXT NOT NULL REFERENCES holds_kinds (code),
    reason TEXT,
    at INTEGER NOT NULL,
    PRIMARY KEY (thread, person)
) STRICT;
