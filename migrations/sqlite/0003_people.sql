-- People, how they are reached, how they sign in, and as whom they act.

CREATE TABLE people (
    id BLOB NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL REFERENCES languages (code),
    home BLOB REFERENCES places (id),
    steward INTEGER NOT NULL CHECK (steward IN (0, 1)),
    overseer INTEGER NOT NULL CHECK (overseer IN (0, 1)),
    confirmed_at INTEGER,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE handles (
    person BLOB NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL REFERENCES handle_kinds (code),
    -- As the person typed it, and as it is compared.
    address TEXT NOT NULL,
    folded TEXT NOT NULL,
    confirmed_at INTEGER,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (person, kind)
) STRICT;

-- Whoever confirms an address first owns it; until then anybody may claim it,
-- so that nobody can lock a neighbour out by signing up with their address.
CREATE UNIQUE INDEX handles_confirmed_once ON handles (folded) WHERE confirmed_at IS NOT NULL;

CREATE INDEX handles_by_folded ON handles (folded, created_at);

CREATE TABLE passwords (
    person BLOB NOT NULL PRIMARY KEY REFERENCES people (id),
    phc TEXT NOT NULL,
    set_at INTEGER NOT NULL
) STRICT;

CREATE TABLE confirmation_codes (
    purpose TEXT NOT NULL REFERENCES code_purposes (code),
    folded TEXT NOT NULL,
    -- The code works only in the browser that asked for it.
    browser_hash BLOB NOT NULL,
    person BLOB REFERENCES people (id),
    code_hash BLOB NOT NULL,
    tries_left INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    PRIMARY KEY (purpose, folded, browser_hash)
) STRICT;

CREATE INDEX confirmation_codes_by_expiry ON confirmation_codes (expires_at);

CREATE TABLE sessions (
    id_hash BLOB NOT NULL PRIMARY KEY,
    person BLOB REFERENCES people (id),
    device TEXT NOT NULL,
    data TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_person ON sessions (person);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE members (
    body BLOB NOT NULL REFERENCES bodies (id),
    person BLOB NOT NULL REFERENCES people (id),
    role TEXT NOT NULL REFERENCES roles (code),
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (body, person, since)
) STRICT;

CREATE UNIQUE INDEX members_one_seat ON members (body, person) WHERE until IS NULL;

CREATE INDEX members_by_person ON members (person) WHERE until IS NULL;

CREATE TABLE moderators (
    place BLOB NOT NULL REFERENCES places (id),
    person BLOB NOT NULL REFERENCES people (id),
    since INTEGER NOT NULL,
    until INTEGER,
    PRIMARY KEY (place, person, since)
) STRICT;

CREATE INDEX moderators_by_person ON moderators (person) WHERE until IS NULL;

-- A link that makes one steward, once.
CREATE TABLE steward_links (
    token_hash BLOB NOT NULL PRIMARY KEY,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at INTEGER,
    used_by BLOB REFERENCES people (id)
) STRICT;
