-- Keys of other systems that file and report in the name of an account. Only a
-- hash is kept.

CREATE TABLE api_keys (
    key_hash BLOB NOT NULL PRIMARY KEY,
    -- What the steward calls it, such as the name of the app.
    name TEXT NOT NULL UNIQUE,
    person BLOB NOT NULL REFERENCES people (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;

-- What was said in public, by time: the updates that other systems follow.
CREATE INDEX events_said ON events (at, case_id) WHERE public;
