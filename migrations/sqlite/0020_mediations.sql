-- Mediations: two neighbours and somebody between them. Read by these three alone;
-- nothing of them stands in a list, a count, a feed or the ledger.

-- `state` is the mediation as `domain` knows it; the other columns are drawn from it at
-- every write. No moment of the last change: a "no" would show in it.
CREATE TABLE mediations (
    id BLOB NOT NULL PRIMARY KEY,
    reference INTEGER NOT NULL UNIQUE,
    -- One about a case, until it is deleted.
    case_id BLOB NOT NULL UNIQUE REFERENCES cases (id),
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    author BLOB NOT NULL REFERENCES people (id),
    other BLOB REFERENCES people (id),
    mediator BLOB REFERENCES people (id),
    -- The door that is asked, as a household is known: whoever is verified behind it.
    place BLOB NOT NULL REFERENCES places (id),
    door_hash BLOB NOT NULL,
    -- When the clock has to look at it next; empty once it is over.
    due INTEGER,
    -- When it is deleted with all its events; empty while it is open.
    delete_at INTEGER
) STRICT;

CREATE INDEX mediations_due ON mediations (due) WHERE due IS NOT NULL;

CREATE INDEX mediations_to_delete ON mediations (delete_at) WHERE delete_at IS NOT NULL;

CREATE TABLE mediation_events (
    id BLOB NOT NULL PRIMARY KEY,
    mediation BLOB NOT NULL REFERENCES mediations (id),
    -- 1, 2, 3 … within the mediation.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload_version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_person BLOB REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    UNIQUE (mediation, number)
) STRICT;
