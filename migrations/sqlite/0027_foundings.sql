-- Ten verified households found a group of their building: who signed so far. The rows go
-- when it is founded, when the last one takes it back, and some time after it lapsed.

INSERT INTO office_change_kinds (code)
VALUES ('body-founded');

CREATE TABLE foundings (
    place BLOB NOT NULL PRIMARY KEY REFERENCES places (id),
    begun_at INTEGER NOT NULL
) STRICT;

CREATE INDEX foundings_by_begin ON foundings (begun_at);

CREATE TABLE founding_signatures (
    place BLOB NOT NULL REFERENCES foundings (place),
    person BLOB NOT NULL REFERENCES people (id),
    -- Whether they help to look after the group.
    helps INTEGER NOT NULL CHECK (helps IN (0, 1)),
    signed_at INTEGER NOT NULL,
    PRIMARY KEY (place, person)
) STRICT;

CREATE INDEX founding_signatures_by_person ON founding_signatures (person);
