-- People, how they are reached, how they sign in, and as whom they act.

CREATE TABLE people (
    id UUID NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL REFERENCES languages (code),
    home UUID REFERENCES places (id),
    steward BOOLEAN NOT NULL,
    overseer BOOLEAN NOT NULL,
    confirmed_at BIGINT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE handles (
    person UUID NOT NULL REFERENCES people (id),
    kind TEXT NOT NULL REFERENCES handle_kinds (code),
    -- As the person typed it, and as it is compared.
    address TEXT NOT NULL,
    folded TEXT COLLATE "C" NOT NULL,
    confirmed_at BIGINT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (person, kind)
);

-- Whoever confirms an address first owns it; until then anybody may claim it,
-- so that nobody can lock a neighbour out by signing up with their address.
CREATE UNIQUE INDEX handles_confirmed_once ON handles (folded) WHERE confirmed_at IS NOT NULL;

CREATE INDEX handles_by_folded ON handles (folded, created_at);

CREATE TABLE passwords (
    person UUID NOT NULL PRIMARY KEY REFERENCES people (id),
    phc TEXT NOT NULL,
    set_at BIGINT NOT NULL
);

CREATE TABLE confirmation_codes (
    purpose TEXT NOT NULL REFERENCES code_purposes (code),
    folded TEXT COLLATE "C" NOT NULL,
    -- The code works only in the browser that asked for it.
    browser_hash BYTEA NOT NULL,
    person UUID REFERENCES people (id),
    code_hash BYTEA NOT NULL,
    tries_left BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    PRIMARY KEY (purpose, folded, browser_hash)
);

CREATE INDEX confirmation_codes_by_expiry ON confirmation_codes (expires_at);

CREATE TABLE sessions (
    id_hash BYTEA NOT NULL PRIMARY KEY,
    person UUID REFERENCES people (id),
    device TEXT NOT NULL,
    data JSONB NOT NULL,
    created_at BIGINT NOT NULL,
    last_seen_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_person ON sessions (person);

CREATE INDEX sessions_by_expiry ON sessions (expires_at);

CREATE TABLE members (
    body UUID NOT NULL REFERENCES bodies (id),
    person UUID NOT NULL REFERENCES people (id),
    role TEXT NOT NULL REFERENCES roles (code),
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (body, person, since)
);

CREATE UNIQUE INDEX members_one_seat ON members (body, person) WHERE until IS NULL;

CREATE INDEX members_by_person ON members (person) WHERE until IS NULL;

CREATE TABLE moderators (
    place UUID NOT NULL REFERENCES places (id),
    person UUID NOT NULL REFERENCES people (id),
    since BIGINT NOT NULL,
    until BIGINT,
    PRIMARY KEY (place, person, since)
);

CREATE INDEX moderators_by_person ON moderators (person) WHERE until IS NULL;

-- A link that makes one steward, once.
CREATE TABLE steward_links (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT,
    used_by UUID REFERENCES people (id)
);
