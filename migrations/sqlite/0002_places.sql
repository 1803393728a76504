-- Places, the bodies that serve them, and the charter.

CREATE TABLE places (
    id BLOB NOT NULL PRIMARY KEY,
    parent BLOB REFERENCES places (id),
    kind TEXT NOT NULL REFERENCES place_kinds (code),
    slug TEXT NOT NULL UNIQUE,
    code TEXT UNIQUE,
    names TEXT NOT NULL,
    -- The names in all languages as `domain` folds them for searching.
    folded TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX places_by_parent ON places (parent);

-- Every place with everything above it, itself included at depth 0.
CREATE TABLE place_paths (
    descendant BLOB NOT NULL REFERENCES places (id),
    ancestor BLOB NOT NULL REFERENCES places (id),
    depth INTEGER NOT NULL,
    PRIMARY KEY (descendant, ancestor)
) STRICT;

CREATE INDEX place_paths_by_ancestor ON place_paths (ancestor, descendant);

CREATE TABLE boundaries (
    place BLOB NOT NULL PRIMARY KEY REFERENCES places (id),
    west REAL NOT NULL,
    south REAL NOT NULL,
    east REAL NOT NULL,
    north REAL NOT NULL,
    -- The coordinates of a GeoJSON MultiPolygon, WGS 84.
    geometry TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX boundaries_by_box ON boundaries (west, east, south, north);

CREATE TABLE bodies (
    id BLOB NOT NULL PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL REFERENCES body_kinds (code),
    tier INTEGER NOT NULL,
    names TEXT NOT NULL,
    competence TEXT NOT NULL,
    calendar TEXT NOT NULL,
    contact TEXT NOT NULL,
    answers_to BLOB REFERENCES bodies (id),
    rank INTEGER NOT NULL,
    in_service INTEGER NOT NULL CHECK (in_service IN (0, 1)),
    last_resort INTEGER NOT NULL CHECK (last_resort IN (0, 1)),
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE body_places (
    body BLOB NOT NULL REFERENCES bodies (id),
    place BLOB NOT NULL REFERENCES places (id),
    PRIMARY KEY (body, place)
) STRICT;

CREATE INDEX body_places_by_place ON body_places (place, body);

CREATE TABLE charters (
    version INTEGER NOT NULL PRIMARY KEY,
    source TEXT NOT NULL,
    parsed TEXT NOT NULL,
    applies_from INTEGER NOT NULL,
    imported_at INTEGER NOT NULL,
    change_note TEXT NOT NULL
) STRICT;

-- A number per thing that is kept in memory and seldom changes; a page reads
-- the numbers in its own snapshot and knows whether its copy is still right.
CREATE TABLE revisions (
    name TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT;

INSERT INTO revisions (name, number)
VALUES ('rulebook', 1);
