-- Mediations: two neighbours and somebody between them. Read by these three alone;
-- nothing of them stands in a list, a count, a feed or the ledger.

-- `state` is the mediation as `domain` knows it; the other columns are drawn from it at
-- every write. No moment of the last change: a "no" would show in it.
CREATE TABLE mediations (
    id UUID NOT NULL PRIMARY KEY,
    reference BIGINT NOT NULL UNIQUE,
    -- One about a case, until it is deleted.
    case_id UUID NOT NULL UNIQUE REFERENCES cases (id),
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    author UUID NOT NULL REFERENCES people (id),
    other UUID REFERENCES people (id),
    mediator UUID REFERENCES people (id),
    -- The door that is asked, as a household is known: whoever is verified behind it.
    place UUID NOT NULL REFERENCES places (id),
    door_hash BYTEA NOT NULL,
    -- When the clock has to look at it next; empty once it is over.
    due BIGINT,
    -- When it is deleted with all its events; empty while it is open.
    delete_at BIGINT
);

CREATE INDEX mediations_due ON mediations (due) WHERE due IS NOT NULL;

CREATE INDEX mediations_to_delete ON mediations (delete_at) WHERE delete_at IS NOT NULL;

CREATE TABLE mediation_events (
    id UUID NOT NULL PRIMARY KEY,
    mediation UUID NOT NULL REFERENCES mediations (id),
    -- 1, 2, 3 … within the mediation.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_version BIGINT NOT NULL,
    payload JSONB NOT NULL,
    at BIGINT NOT NULL,
    by_person UUID REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    UNIQUE (mediation, number)
);
