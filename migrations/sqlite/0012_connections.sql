-- Bodies whose cases go to a system of their own over Open311: where it is,
-- what was sent there, and what came back.

CREATE TABLE dispatch_states (code TEXT NOT NULL PRIMARY KEY) STRICT;
INSERT INTO dispatch_states (code) VALUES ('waiting'), ('sent'), ('given-up'), ('cancelled');

CREATE TABLE update_outcomes (code TEXT NOT NULL PRIMARY KEY) STRICT;
INSERT INTO update_outcomes (code) VALUES ('applied'), ('older'), ('nothing-new'), ('needs-a-person'), ('elsewhere'), ('refused');

CREATE TABLE connections (
    body BLOB NOT NULL PRIMARY KEY REFERENCES bodies (id),
    -- The address before `/requests.json`.
    url TEXT NOT NULL,
    jurisdiction TEXT,
    -- Where the key is read from, `variable:NAME` or `file:PATH`; never the key.
    key_from TEXT NOT NULL,
    -- Which of its services each category is, and the one for all others.
    services TEXT NOT NULL,
    -- In whose name its updates are recorded.
    acts_as BLOB NOT NULL REFERENCES people (id),
    language TEXT NOT NULL REFERENCES languages (code),
    -- It understands `extensions=true`.
    extensions INTEGER NOT NULL CHECK (extensions IN (0, 1)),
    -- It knows the header `Idempotency-Key`.
    repeats_safely INTEGER NOT NULL CHECK (repeats_safely IN (0, 1)),
    poll_minutes INTEGER NOT NULL,
    in_service INTEGER NOT NULL CHECK (in_service IN (0, 1)),
    changed_at INTEGER NOT NULL,
    -- Every update up to here was asked for.
    polled_until INTEGER NOT NULL,
    polled_at INTEGER,
    next_poll_at INTEGER NOT NULL,
    failing_since INTEGER,
    failure TEXT,
    failure_detail TEXT,
    lease BLOB,
    leased_until INTEGER,
    fence INTEGER NOT NULL
) STRICT;

CREATE TABLE dispatches (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    body BLOB NOT NULL REFERENCES connections (body),
    -- The event that brought the case to the body: one sending for each.
    cause INTEGER NOT NULL,
    state TEXT NOT NULL REFERENCES dispatch_states (code),
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    first_tried_at INTEGER,
    next_try_at INTEGER NOT NULL,
    -- It was perhaps sent: set before each sending, taken back by an answer that says no.
    in_doubt INTEGER NOT NULL CHECK (in_doubt IN (0, 1)),
    -- How often it was looked for since then.
    looks INTEGER NOT NULL,
    lease BLOB,
    leased_until INTEGER,
    fence INTEGER NOT NULL,
    sent_at INTEGER,
    ended_at INTEGER,
    remote_id TEXT,
    token TEXT,
    failure TEXT,
    failure_detail TEXT,
    -- The newest update that was applied, and when that was.
    newest_at INTEGER,
    newest_key TEXT,
    taken_at INTEGER NOT NULL,
    UNIQUE (case_id, body, cause)
) STRICT;

CREATE INDEX dispatches_to_send ON dispatches (next_try_at) WHERE state = 'waiting';

CREATE INDEX dispatches_by_body ON dispatches (body, state, created_at);

CREATE TABLE remote_updates (
    dispatch BLOB NOT NULL REFERENCES dispatches (id),
    -- Its own number, or a hash of what it says where it has none.
    key TEXT NOT NULL,
    status TEXT NOT NULL,
    at INTEGER NOT NULL,
    words TEXT,
    outcome TEXT NOT NULL REFERENCES update_outcomes (code),
    -- For one that a rule refused, the code of the rule.
    reason TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (dispatch, key)
) STRICT;
