-- Verified residents and households. A household is known by its place and a
-- keyed hash of its door's label; the label itself is nowhere.

CREATE TABLE residency_methods (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO residency_methods (code)
VALUES ('code'), ('vouched'), ('in-person');

CREATE TABLE conflict_kinds (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO conflict_kinds (code)
VALUES ('two-households'), ('replaced-code'), ('other-community'), ('unknown-door');

CREATE TABLE households (
    id UUID NOT NULL PRIMARY KEY,
    place UUID NOT NULL REFERENCES places (id),
    door_hash BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (place, door_hash)
);

-- Codes of letters, hashed. One that was replaced is kept as long as any other,
-- so that its use is noticed.
CREATE TABLE household_codes (
    code_hash BYTEA NOT NULL PRIMARY KEY,
    household UUID NOT NULL REFERENCES households (id),
    issued_by UUID REFERENCES people (id),
    issued_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    replaced_at BIGINT
);

CREATE INDEX household_codes_by_household ON household_codes (household);

CREATE INDEX household_codes_by_expiry ON household_codes (expires_at);

CREATE TABLE residencies (
    id UUID NOT NULL PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (id),
    household UUID NOT NULL REFERENCES households (id),
    method TEXT NOT NULL REFERENCES residency_methods (code),
    at BIGINT NOT NULL,
    -- In person: which member saw it, and for what purpose.
    seen_by UUID REFERENCES people (id),
    purpose TEXT,
    ended_at BIGINT,
    -- By whom it was ended, and why; the person themselves gives no reason.
    ended_by UUID REFERENCES people (id),
    ended_why TEXT
);

CREATE UNIQUE INDEX residencies_once ON residencies (person, household) WHERE ended_at IS NULL;

CREATE INDEX residencies_by_household ON residencies (household) WHERE ended_at IS NULL;

-- Who asks their neighbours to vouch: one open request a person.
CREATE TABLE vouch_requests (
    person UUID NOT NULL PRIMARY KEY REFERENCES people (id),
    household UUID NOT NULL REFERENCES households (id),
    asked_at BIGINT NOT NULL
);

CREATE INDEX vouch_requests_by_household ON vouch_requests (household);

CREATE TABLE vouches (
    id UUID NOT NULL PRIMARY KEY,
    person UUID NOT NULL REFERENCES people (id),
    household UUID NOT NULL REFERENCES households (id),
    voucher UUID NOT NULL REFERENCES people (id),
    voucher_household UUID NOT NULL REFERENCES households (id),
    at BIGINT NOT NULL,
    -- Open as long as one more is needed; withdrawn ones are deleted.
    open BOOLEAN NOT NULL
);

CREATE INDEX vouches_by_person ON vouches (person);

CREATE INDEX vouches_by_voucher ON vouches (voucher, at);

CREATE TABLE residency_conflicts (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL REFERENCES conflict_kinds (code),
    person UUID NOT NULL REFERENCES people (id),
    household UUID NOT NULL REFERENCES households (id),
    residency UUID REFERENCES residencies (id),
    at BIGINT NOT NULL,
    resolved_at BIGINT,
    resolved_by UUID REFERENCES people (id),
    kept BOOLEAN,
    reason TEXT
);

CREATE INDEX residency_conflicts_open ON residency_conflicts (household) WHERE resolved_at IS NULL;
