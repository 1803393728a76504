-- Challenges: hard matters behind many cases.

-- `state` is the challenge as `domain` knows it; the other columns are drawn
-- from it at every write, for lists and for the clock.
CREATE TABLE challenges (
    id UUID NOT NULL PRIMARY KEY,
    reference BIGINT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    place UUID NOT NULL REFERENCES places (id),
    convener UUID NOT NULL REFERENCES bodies (id),
    opened_at BIGINT NOT NULL,
    -- When its next step is owed, and the clock has to look; empty once it is closed.
    next_step_by BIGINT,
    closed_at BIGINT,
    changed_at BIGINT NOT NULL
);

CREATE INDEX challenges_by_step ON challenges (next_step_by, reference) WHERE closed_at IS NULL;

CREATE INDEX challenges_by_place ON challenges (place);

CREATE TABLE challenge_events (
    id UUID NOT NULL PRIMARY KEY,
    challenge UUID NOT NULL REFERENCES challenges (id),
    -- 1, 2, 3 … within the challenge.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_version BIGINT NOT NULL,
    payload JSONB NOT NULL,
    at BIGINT NOT NULL,
    by_person UUID REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    UNIQUE (challenge, number)
);

-- A case stands under one challenge at most.
CREATE TABLE challenge_cases (
    case_id UUID NOT NULL PRIMARY KEY REFERENCES cases (id),
    challenge UUID NOT NULL REFERENCES challenges (id)
);

CREATE INDEX challenge_cases_by_challenge ON challenge_cases (challenge);

-- Who sits at its joint table, the convener too.
CREATE TABLE challenge_seats (
    challenge UUID NOT NULL REFERENCES challenges (id),
    body UUID NOT NULL REFERENCES bodies (id),
    PRIMARY KEY (challenge, body)
);

CREATE INDEX challenge_seats_by_body ON challenge_seats (body);
