-- Challenges: hard matters behind many cases.

-- `state` is the challenge as `domain` knows it; the other columns are drawn
-- from it at every write, for lists and for the clock.
CREATE TABLE challenges (
    id BLOB NOT NULL PRIMARY KEY,
    reference INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    place BLOB NOT NULL REFERENCES places (id),
    convener BLOB NOT NULL REFERENCES bodies (id),
    opened_at INTEGER NOT NULL,
    -- When its next step is owed, and the clock has to look; empty once it is closed.
    next_step_by INTEGER,
    closed_at INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX challenges_by_step ON challenges (next_step_by, reference) WHERE closed_at IS NULL;

CREATE INDEX challenges_by_place ON challenges (place);

CREATE TABLE challenge_events (
    id BLOB NOT NULL PRIMARY KEY,
    challenge BLOB NOT NULL REFERENCES challenges (id),
    -- 1, 2, 3 … within the challenge.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload_version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_person BLOB REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    UNIQUE (challenge, number)
) STRICT;

-- A case stands under one challenge at most.
CREATE TABLE challenge_cases (
    case_id BLOB NOT NULL PRIMARY KEY REFERENCES cases (id),
    challenge BLOB NOT NULL REFERENCES challenges (id)
) STRICT;

CREATE INDEX challenge_cases_by_challenge ON challenge_cases (challenge);

-- Who sits at its joint table, the convener too.
CREATE TABLE challenge_seats (
    challenge BLOB NOT NULL REFERENCES challenges (id),
    body BLOB NOT NULL REFERENCES bodies (id),
    PRIMARY KEY (challenge, body)
) STRICT;

CREATE INDEX challenge_seats_by_body ON challenge_seats (body);
