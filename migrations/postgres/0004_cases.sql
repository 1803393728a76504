-- Cases, their history, and what hangs on them.

CREATE TABLE stages (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO stages (code)
VALUES ('waiting'), ('heard'), ('acting'), ('awaiting-resident'), ('reported-done'), ('solved'), ('partly'), ('no-longer-needed'),
    ('without-answer'), ('declined'), ('appealed'), ('withdrawn'), ('merged');

CREATE TABLE visibilities (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO visibilities (code)
VALUES ('public'), ('public-without-name'), ('body-only');

-- `state` is the case as `domain` knows it; the other columns are drawn from it
-- at every write, for lists, clocks and permissions.
CREATE TABLE cases (
    id UUID NOT NULL PRIMARY KEY,
    reference BIGINT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    stage TEXT NOT NULL REFERENCES stages (code),
    -- How it ended; empty while it is open.
    outcome TEXT REFERENCES stages (code),
    holder UUID REFERENCES bodies (id),
    author UUID REFERENCES people (id),
    category TEXT NOT NULL,
    urgency TEXT NOT NULL REFERENCES urgencies (code),
    visibility TEXT NOT NULL REFERENCES visibilities (code),
    place UUID NOT NULL REFERENCES places (id),
    -- The exact spot in millionths of a degree, if one was given.
    latitude_e6 BIGINT,
    longitude_e6 BIGINT,
    charter_version BIGINT NOT NULL REFERENCES charters (version),
    -- What it says, folded for searching.
    folded TEXT COLLATE "C" NOT NULL,
    filed_at BIGINT NOT NULL,
    holder_due BIGINT,
    resident_due BIGINT,
    next_step_by BIGINT,
    -- When the clock has to look at it next; empty when it never has to.
    wake_at BIGINT,
    closed_at BIGINT,
    changed_at BIGINT NOT NULL
);

CREATE INDEX cases_by_holder ON cases (holder, next_step_by) WHERE closed_at IS NULL;

CREATE INDEX cases_by_author ON cases (author, filed_at);

CREATE INDEX cases_by_place ON cases (place, filed_at);

CREATE INDEX cases_by_age ON cases (filed_at);

CREATE INDEX cases_to_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE affected (
    case_id UUID NOT NULL REFERENCES cases (id),
    person UUID NOT NULL REFERENCES people (id),
    joined_at BIGINT NOT NULL,
    PRIMARY KEY (case_id, person)
);

CREATE INDEX affected_by_person ON affected (person, joined_at);

CREATE TABLE events (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    -- 1, 2, 3 … within the case.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_version BIGINT NOT NULL,
    payload JSONB NOT NULL,
    at BIGINT NOT NULL,
    by_person UUID REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    public BOOLEAN NOT NULL,
    -- The place in the order of all committed events, given by the sequencer.
    position BIGINT UNIQUE,
    UNIQUE (case_id, number)
);

CREATE INDEX events_to_sequence ON events (at) WHERE position IS NULL;

CREATE TABLE drafts (
    id UUID NOT NULL PRIMARY KEY,
    browser_hash BYTEA NOT NULL,
    person UUID REFERENCES people (id),
    fields JSONB NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX drafts_by_browser ON drafts (browser_hash, changed_at);

CREATE INDEX drafts_by_age ON drafts (changed_at);

-- A photo belongs to a draft until the draft is filed, then to a case. All of them are JPEG.
CREATE TABLE photos (
    id UUID NOT NULL PRIMARY KEY,
    draft UUID REFERENCES drafts (id),
    case_id UUID REFERENCES cases (id),
    person UUID REFERENCES people (id),
    width BIGINT NOT NULL,
    height BIGINT NOT NULL,
    sha256 BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    removed_at BIGINT
);

CREATE INDEX photos_by_draft ON photos (draft, created_at);

CREATE INDEX photos_by_case ON photos (case_id, created_at);

-- One row per size, so that a page with small pictures never reads the large ones.
CREATE TABLE photo_sizes (
    photo UUID NOT NULL REFERENCES photos (id),
    size TEXT NOT NULL,
    bytes BYTEA NOT NULL,
    PRIMARY KEY (photo, size)
);

-- Who looked at whose identity or private words, in what office, and why.
CREATE TABLE access_log (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    subject UUID NOT NULL REFERENCES people (id),
    by_person UUID NOT NULL REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    purpose TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX access_log_by_subject ON access_log (subject, at);
