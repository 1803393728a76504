-- Keys of other systems that file and report in the name of an account. Only a
-- hash is kept.

CREATE TABLE api_keys (
    key_hash BYTEA NOT NULL PRIMARY KEY,
    -- What the steward calls it, such as the name of the app.
    name TEXT NOT NULL UNIQUE,
    person UUID NOT NULL REFERENCES people (id),
    created_at BIGINT NOT NULL,
    ended_at BIGINT
);

-- What was said in public, by time: the updates that other systems follow.
CREATE INDEX events_said ON events (at, case_id) WHERE public;
