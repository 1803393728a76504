-- Bodies whose cases go to a system of their own over Open311: where it is,
-- what was sent there, and what came back.

CREATE TABLE dispatch_states (code TEXT NOT NULL PRIMARY KEY);
INSERT INTO dispatch_states (code) VALUES ('waiting'), ('sent'), ('given-up'), ('cancelled');

CREATE TABLE update_outcomes (code TEXT NOT NULL PRIMARY KEY);
INSERT INTO update_outcomes (code) VALUES ('applied'), ('older'), ('nothing-new'), ('needs-a-person'), ('elsewhere'), ('refused');

CREATE TABLE connections (
    body UUID NOT NULL PRIMARY KEY REFERENCES bodies (id),
    -- The address before `/requests.json`.
    url TEXT NOT NULL,
    jurisdiction TEXT,
    -- Where the key is read from, `variable:NAME` or `file:PATH`; never the key.
    key_from TEXT NOT NULL,
    -- Which of its services each category is, and the one for all others.
    services JSONB NOT NULL,
    -- In whose name its updates are recorded.
    acts_as UUID NOT NULL REFERENCES people (id),
    language TEXT NOT NULL REFERENCES languages (code),
    -- It understands `extensions=true`.
    extensions BOOLEAN NOT NULL,
    -- It knows the header `Idempotency-Key`.
    repeats_safely BOOLEAN NOT NULL,
    poll_minutes BIGINT NOT NULL,
    in_service BOOLEAN NOT NULL,
    changed_at BIGINT NOT NULL,
    -- Every update up to here was asked for.
    polled_until BIGINT NOT NULL,
    polled_at BIGINT,
    next_poll_at BIGINT NOT NULL,
    failing_since BIGINT,
    failure TEXT,
    failure_detail TEXT,
    lease UUID,
    leased_until BIGINT,
    fence BIGINT NOT NULL
);

CREATE TABLE dispatches (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    body UUID NOT NULL REFERENCES connections (body),
    -- The event that brought the case to the body: one sending for each.
    cause BIGINT NOT NULL,
    state TEXT NOT NULL REFERENCES dispatch_states (code),
    created_at BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    first_tried_at BIGINT,
    next_try_at BIGINT NOT NULL,
    -- It was perhaps sent: set before each sending, taken back by an answer that says no.
    in_doubt BOOLEAN NOT NULL,
    -- How often it was looked for since then.
    looks BIGINT NOT NULL,
    lease UUID,
    leased_until BIGINT,
    fence BIGINT NOT NULL,
    sent_at BIGINT,
    ended_at BIGINT,
    remote_id TEXT,
    token TEXT,
    failure TEXT,
    failure_detail TEXT,
    -- The newest update that was applied, and when that was.
    newest_at BIGINT,
    newest_key TEXT,
    taken_at BIGINT NOT NULL,
    UNIQUE (case_id, body, cause)
);

CREATE INDEX dispatches_to_send ON dispatches (next_try_at) WHERE state = 'waiting';

CREATE INDEX dispatches_by_body ON dispatches (body, state, created_at);

CREATE TABLE remote_updates (
    dispatch UUID NOT NULL REFERENCES dispatches (id),
    -- Its own number, or a hash of what it says where it has none.
    key TEXT NOT NULL,
    status TEXT NOT NULL,
    at BIGINT NOT NULL,
    words TEXT,
    outcome TEXT NOT NULL REFERENCES update_outcomes (code),
    -- For one that a rule refused, the code of the rule.
    reason TEXT,
    received_at BIGINT NOT NULL,
    PRIMARY KEY (dispatch, key)
);
