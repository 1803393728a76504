-- Verified residents and households. A household is known by its place and a
-- keyed hash of its door's label; the label itself is nowhere.

CREATE TABLE residency_methods (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO residency_methods (code)
VALUES ('code'), ('vouched'), ('in-person');

CREATE TABLE conflict_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO conflict_kinds (code)
VALUES ('two-households'), ('replaced-code'), ('other-community'), ('unknown-door');

CREATE TABLE households (
    id BLOB NOT NULL PRIMARY KEY,
    place BLOB NOT NULL REFERENCES places (id),
    door_hash BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (place, door_hash)
) STRICT;

-- Codes of letters, hashed. One that was replaced is kept as long as any other,
-- so that its use is noticed.
CREATE TABLE household_codes (
    code_hash BLOB NOT NULL PRIMARY KEY,
    household BLOB NOT NULL REFERENCES households (id),
    issued_by BLOB REFERENCES people (id),
    issued_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    replaced_at INTEGER
) STRICT;

CREATE INDEX household_codes_by_household ON household_codes (household);

CREATE INDEX household_codes_by_expiry ON household_codes (expires_at);

CREATE TABLE residencies (
    id BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people (id),
    household BLOB NOT NULL REFERENCES households (id),
    method TEXT NOT NULL REFERENCES residency_methods (code),
    at INTEGER NOT NULL,
    -- In person: which member saw it, and for what purpose.
    seen_by BLOB REFERENCES people (id),
    purpose TEXT,
    ended_at INTEGER,
    -- By whom it was ended, and why; the person themselves gives no reason.
    ended_by BLOB REFERENCES people (id),
    ended_why TEXT
) STRICT;

CREATE UNIQUE INDEX residencies_once ON residencies (person, household) WHERE ended_at IS NULL;

CREATE INDEX residencies_by_household ON residencies (household) WHERE ended_at IS NULL;

-- Who asks their neighbours to vouch: one open request a person.
CREATE TABLE vouch_requests (
    person BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    household BLOB NOT NULL REFERENCES households (id),
    asked_at INTEGER NOT NULL
) STRICT;

CREATE INDEX vouch_requests_by_household ON vouch_requests (household);

CREATE TABLE vouches (
    id BLOB NOT NULL PRIMARY KEY,
    person BLOB NOT NULL REFERENCES people (id),
    household BLOB NOT NULL REFERENCES households (id),
    voucher BLOB NOT NULL REFERENCES people (id),
    voucher_household BLOB NOT NULL REFERENCES households (id),
    at INTEGER NOT NULL,
    -- Open as long as one more is needed; withdrawn ones are deleted.
    open INTEGER NOT NULL CHECK (open IN (0, 1))
) STRICT;

CREATE INDEX vouches_by_person ON vouches (person);

CREATE INDEX vouches_by_voucher ON vouches (voucher, at);

CREATE TABLE residency_conflicts (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL REFERENCES conflict_kinds (code),
    person BLOB NOT NULL REFERENCES people (id),
    household BLOB NOT NULL REFERENCES households (id),
    residency BLOB REFERENCES residencies (id),
    at INTEGER NOT NULL,
    resolved_at INTEGER,
    resolved_by BLOB REFERENCES people (id),
    kept INTEGER CHECK (kept IN (0, 1)),
    reason TEXT
) STRICT;

CREATE INDEX residency_conflicts_open ON residency_conflicts (household) WHERE resolved_at IS NULL;
