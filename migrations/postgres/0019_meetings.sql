-- Meetings: those who talk something over in a thread sit down together.

-- `state` is the meeting as `domain` knows it; the other columns are drawn from it at
-- every write, for lists and the clock.
CREATE TABLE meetings (
    id UUID NOT NULL PRIMARY KEY,
    thread UUID NOT NULL REFERENCES threads (id),
    -- The reference of the thread, and 1, 2, 3 … within it: its address.
    reference BIGINT NOT NULL,
    number BIGINT NOT NULL,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    stage TEXT NOT NULL,
    place UUID NOT NULL REFERENCES places (id),
    -- When it begins and ends.
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    -- When the clock has to look at it next; empty when it never does.
    due BIGINT,
    changed_at BIGINT NOT NULL,
    UNIQUE (reference, number)
);

CREATE INDEX meetings_by_thread ON meetings (thread);

CREATE INDEX meetings_ahead ON meetings (until) WHERE stage = 'called';

CREATE INDEX meetings_due ON meetings (due) WHERE due IS NOT NULL;

CREATE TABLE meeting_events (
    id UUID NOT NULL PRIMARY KEY,
    meeting UUID NOT NULL REFERENCES meetings (id),
    -- 1, 2, 3 … within the meeting.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_version BIGINT NOT NULL,
    payload JSONB NOT NULL,
    at BIGINT NOT NULL,
    by_person UUID REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    UNIQUE (meeting, number)
);

-- Who wants to come, in the order in which they asked: the first so many have a seat, the
-- others wait. Gone thirty days after the meeting.
CREATE TABLE meeting_seats (
    meeting UUID NOT NULL REFERENCES meetings (id),
    person UUID NOT NULL REFERENCES people (id),
    turn BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (meeting, person),
    UNIQUE (meeting, turn)
);

CREATE INDEX meeting_seats_by_person ON meeting_seats (person);
