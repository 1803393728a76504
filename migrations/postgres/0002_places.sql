-- Places, the bodies that serve them, and the charter.

CREATE TABLE places (
    id UUID NOT NULL PRIMARY KEY,
    parent UUID REFERENCES places (id),
    kind TEXT NOT NULL REFERENCES place_kinds (code),
    slug TEXT NOT NULL UNIQUE,
    code TEXT UNIQUE,
    names JSONB NOT NULL,
    -- The names in all languages as `domain` folds them for searching.
    folded TEXT COLLATE "C" NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX places_by_parent ON places (parent);

-- Every place with everything above it, itself included at depth 0.
CREATE TABLE place_paths (
    descendant UUID NOT NULL REFERENCES places (id),
    ancestor UUID NOT NULL REFERENCES places (id),
    depth BIGINT NOT NULL,
    PRIMARY KEY (descendant, ancestor)
);

CREATE INDEX place_paths_by_ancestor ON place_paths (ancestor, descendant);

CREATE TABLE boundaries (
    place UUID NOT NULL PRIMARY KEY REFERENCES places (id),
    west DOUBLE PRECISION NOT NULL,
    south DOUBLE PRECISION NOT NULL,
    east DOUBLE PRECISION NOT NULL,
    north DOUBLE PRECISION NOT NULL,
    -- The coordinates of a GeoJSON MultiPolygon, WGS 84.
    geometry JSONB NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX boundaries_by_box ON boundaries (west, east, south, north);

CREATE TABLE bodies (
    id UUID NOT NULL PRIMARY KEY,
    key TEXT COLLATE "C" NOT NULL UNIQUE,
    kind TEXT NOT NULL REFERENCES body_kinds (code),
    tier BIGINT NOT NULL,
    names JSONB NOT NULL,
    competence JSONB NOT NULL,
    calendar JSONB NOT NULL,
    contact JSONB NOT NULL,
    answers_to UUID REFERENCES bodies (id),
    rank BIGINT NOT NULL,
    in_service BOOLEAN NOT NULL,
    last_resort BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE TABLE body_places (
    body UUID NOT NULL REFERENCES bodies (id),
    place UUID NOT NULL REFERENCES places (id),
    PRIMARY KEY (body, place)
);

CREATE INDEX body_places_by_place ON body_places (place, body);

CREATE TABLE charters (
    version BIGINT NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    parsed JSONB NOT NULL,
    applies_from BIGINT NOT NULL,
    imported_at BIGINT NOT NULL,
    change_note TEXT NOT NULL
);

-- A number per thing that is kept in memory and seldom changes; a page reads
-- the numbers in its own snapshot and knows whether its copy is still right.
CREATE TABLE revisions (
    name TEXT NOT NULL PRIMARY KEY,
    number BIGINT NOT NULL
);

INSERT INTO revisions (name, number)
VALUES ('rulebook', 1);
