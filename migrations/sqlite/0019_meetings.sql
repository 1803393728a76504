-- Meetings: those who talk something over in a thread sit down together.

-- `state` is the meeting as `domain` knows it; the other columns are drawn from it at
-- every write, for lists and the clock.
CREATE TABLE meetings (
    id BLOB NOT NULL PRIMARY KEY,
    thread BLOB NOT NULL REFERENCES threads (id),
    -- The reference of the thread, and 1, 2, 3 … within it: its address.
    reference INTEGER NOT NULL,
    number INTEGER NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL,
    place BLOB NOT NULL REFERENCES places (id),
    -- When it begins and ends.
    at INTEGER NOT NULL,
    until INTEGER NOT NULL,
    -- When the clock has to look at it next; empty when it never does.
    due INTEGER,
    changed_at INTEGER NOT NULL,
    UNIQUE (reference, number)
) STRICT;

CREATE INDEX meetings_by_thread ON meetings (thread);

CREATE INDEX meetings_ahead ON meetings (until) WHERE stage = 'called';

CREATE INDEX meetings_due ON meetings (due) WHERE due IS NOT NULL;

CREATE TABLE meeting_events (
    id BLOB NOT NULL PRIMARY KEY,
    meeting BLOB NOT NULL REFERENCES meetings (id),
    -- 1, 2, 3 … within the meeting.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload_version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_person BLOB REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    UNIQUE (meeting, number)
) STRICT;

-- Who wants to come, in the order in which they asked: the first so many have a seat, the
-- others wait. Gone thirty days after the meeting.
CREATE TABLE meeting_seats (
    meeting BLOB NOT NULL REFERENCES meetings (id),
    person BLOB NOT NULL REFERENCES people (id),
    turn INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (meeting, person),
    UNIQUE (meeting, turn)
) STRICT;

CREATE INDEX meeting_seats_by_person ON meeting_seats (person);
