-- Cases, their history, and what hangs on them.

CREATE TABLE stages (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO stages (code)
VALUES ('waiting'), ('heard'), ('acting'), ('awaiting-resident'), ('reported-done'), ('solved'), ('partly'), ('no-longer-needed'),
    ('without-answer'), ('declined'), ('appealed'), ('withdrawn'), ('merged');

CREATE TABLE visibilities (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO visibilities (code)
VALUES ('public'), ('public-without-name'), ('body-only');

-- `state` is the case as `domain` knows it; the other columns are drawn from it
-- at every write, for lists, clocks and permissions.
CREATE TABLE cases (
    id BLOB NOT NULL PRIMARY KEY,
    reference INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    stage TEXT NOT NULL REFERENCES stages (code),
    -- How it ended; empty while it is open.
    outcome TEXT REFERENCES stages (code),
    holder BLOB REFERENCES bodies (id),
    author BLOB REFERENCES people (id),
    category TEXT NOT NULL,
    urgency TEXT NOT NULL REFERENCES urgencies (code),
    visibility TEXT NOT NULL REFERENCES visibilities (code),
    place BLOB NOT NULL REFERENCES places (id),
    -- The exact spot in millionths of a degree, if one was given.
    latitude_e6 INTEGER,
    longitude_e6 INTEGER,
    charter_version INTEGER NOT NULL REFERENCES charters (version),
    -- What it says, folded for searching.
    folded TEXT NOT NULL,
    filed_at INTEGER NOT NULL,
    holder_due INTEGER,
    resident_due INTEGER,
    next_step_by INTEGER,
    -- When the clock has to look at it next; empty when it never has to.
    wake_at INTEGER,
    closed_at INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX cases_by_holder ON cases (holder, next_step_by) WHERE closed_at IS NULL;

CREATE INDEX cases_by_author ON cases (author, filed_at);

CREATE INDEX cases_by_place ON cases (place, filed_at);

CREATE INDEX cases_by_age ON cases (filed_at);

CREATE INDEX cases_to_wake ON cases (wake_at) WHERE wake_at IS NOT NULL;

CREATE TABLE affected (
    case_id BLOB NOT NULL REFERENCES cases (id),
    person BLOB NOT NULL REFERENCES people (id),
    joined_at INTEGER NOT NULL,
    PRIMARY KEY (case_id, person)
) STRICT;

CREATE INDEX affected_by_person ON affected (person, joined_at);

CREATE TABLE events (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    -- 1, 2, 3 … within the case.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload_version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_person BLOB REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    public INTEGER NOT NULL CHECK (public IN (0, 1)),
    -- The place in the order of all committed events, given by the sequencer.
    position INTEGER UNIQUE,
    UNIQUE (case_id, number)
) STRICT;

CREATE INDEX events_to_sequence ON events (at) WHERE position IS NULL;

CREATE TABLE drafts (
    id BLOB NOT NULL PRIMARY KEY,
    browser_hash BLOB NOT NULL,
    person BLOB REFERENCES people (id),
    fields TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX drafts_by_browser ON drafts (browser_hash, changed_at);

CREATE INDEX drafts_by_age ON drafts (changed_at);

-- A photo belongs to a draft until the draft is filed, then to a case. All of them are JPEG.
CREATE TABLE photos (
    id BLOB NOT NULL PRIMARY KEY,
    draft BLOB REFERENCES drafts (id),
    case_id BLOB REFERENCES cases (id),
    person BLOB REFERENCES people (id),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    sha256 BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
) STRICT;

CREATE INDEX photos_by_draft ON photos (draft, created_at);

CREATE INDEX photos_by_case ON photos (case_id, created_at);

-- One row per size, so that a page with small pictures never reads the large ones.
CREATE TABLE photo_sizes (
    photo BLOB NOT NULL REFERENCES photos (id),
    size TEXT NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (photo, size)
) STRICT;

-- Who looked at whose identity or private words, in what office, and why.
CREATE TABLE access_log (
    id BLOB NOT NULL PRIMARY KEY,
    case_id BLOB NOT NULL REFERENCES cases (id),
    subject BLOB NOT NULL REFERENCES people (id),
    by_person BLOB NOT NULL REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    purpose TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX access_log_by_subject ON access_log (subject, at);
