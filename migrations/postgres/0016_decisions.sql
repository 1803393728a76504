-- Decisions: questions put to those concerned, and what they answer.

-- `state` is the decision as `domain` knows it; the other columns are drawn from it at
-- every write, for lists and the clock.
CREATE TABLE decisions (
    id UUID NOT NULL PRIMARY KEY,
    thread UUID NOT NULL REFERENCES threads (id),
    -- The reference of the thread, and 1, 2, 3 … within it: its address.
    reference BIGINT NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    -- Where it stands, and how its question reads, for the list on the thread.
    stage TEXT NOT NULL,
    question TEXT NOT NULL,
    until BIGINT,
    -- When the clock has to look at it next; empty when it never does.
    due BIGINT,
    changed_at BIGINT NOT NULL,
    UNIQUE (reference, number)
);

CREATE INDEX decisions_by_thread ON decisions (thread);

CREATE INDEX decisions_due ON decisions (due) WHERE due IS NOT NULL;

CREATE TABLE decision_events (
    id UUID NOT NULL PRIMARY KEY,
    decision UUID NOT NULL REFERENCES decisions (id),
    -- 1, 2, 3 … within the decision.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_version BIGINT NOT NULL,
    payload JSONB NOT NULL,
    at BIGINT NOT NULL,
    by_person UUID REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    UNIQUE (decision, number)
);

-- Who can answer, as it was when it opened: a person, a household or a flat. Gone when
-- it closes.
CREATE TABLE eligible (
    decision UUID NOT NULL REFERENCES decisions (id),
    unit UUID NOT NULL,
    -- Floor area in hundredths of a square metre; 0 where it does not count.
    area BIGINT NOT NULL,
    -- Whether those who live there answer for it: not where its owners live elsewhere.
    speaks BOOLEAN NOT NULL,
    PRIMARY KEY (decision, unit)
);

-- Answers while people can change them: one for each unit, whoever of it answers. Gone
-- when it closes.
CREATE TABLE open_ballots (
    decision UUID NOT NULL,
    unit UUID NOT NULL,
    person UUID NOT NULL REFERENCES people (id),
    -- Drawn at random with every answer: an objection is known by it, and the published
    -- ballots stand in its order.
    slip BIGINT NOT NULL,
    choice JSONB NOT NULL,
    reason TEXT,
    -- How often it was given, so that a stale page changes nothing.
    turn BIGINT NOT NULL,
    -- What the body says to an objection.
    answer TEXT,
    answered_by UUID REFERENCES people (id),
    answered_at BIGINT,
    PRIMARY KEY (decision, unit),
    UNIQUE (decision, slip),
    FOREIGN KEY (decision, unit) REFERENCES eligible (decision, unit)
);

-- Answers as they stay, in random order; who gave them only where everybody knew that
-- names would be shown. No area: it names a flat.
CREATE TABLE ballots (
    decision UUID NOT NULL REFERENCES decisions (id),
    position BIGINT NOT NULL,
    choice JSONB NOT NULL,
    reason TEXT,
    answer TEXT,
    person UUID REFERENCES people (id),
    PRIMARY KEY (decision, position)
);

-- Flats with their floor area, for owners' decisions.
CREATE TABLE flats (
    household UUID NOT NULL PRIMARY KEY REFERENCES households (id),
    -- In hundredths of a square metre.
    area BIGINT NOT NULL CHECK (area > 0),
    -- Whether its owners live elsewhere.
    is_let BOOLEAN NOT NULL,
    registered_by UUID REFERENCES people (id),
    at BIGINT NOT NULL
);

CREATE TABLE holds_kinds (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO holds_kinds (code)
VALUES ('yes'), ('no'), ('changed');

-- Whether an agreement still holds, as those concerned say on its review date.
CREATE TABLE holds (
    thread UUID NOT NULL REFERENCES threads (id),
    person UUID NOT NULL REFERENCES people (id),
    answer TEXT NOT NULL REFERENCES holds_kinds (code),
    reason TEXT,
    at BIGINT NOT NULL,
    PRIMARY KEY (thread, person)
);
