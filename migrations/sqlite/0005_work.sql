-- What the servers share among themselves: messages to send, forms that were
-- answered, jobs, and counted attempts.

CREATE TABLE notices (
    id BLOB NOT NULL PRIMARY KEY,
    -- At most one message for one cause to one person on one channel.
    cause TEXT NOT NULL,
    channel TEXT NOT NULL REFERENCES channels (code),
    recipient TEXT NOT NULL,
    person BLOB REFERENCES people (id),
    -- Where to send it when it goes to somebody who has no confirmed handle yet.
    address TEXT,
    language TEXT NOT NULL REFERENCES languages (code),
    kind TEXT NOT NULL,
    -- What the text needs, by name; wiped after delivery when it is secret.
    args TEXT NOT NULL,
    secret INTEGER NOT NULL CHECK (secret IN (0, 1)),
    -- Asks an act of the person.
    asks INTEGER NOT NULL CHECK (asks IN (0, 1)),
    case_id BLOB REFERENCES cases (id),
    state TEXT NOT NULL REFERENCES notice_states (code),
    attempts INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    next_try_at INTEGER NOT NULL,
    leased_until INTEGER,
    lease BLOB,
    delivered_at INTEGER,
    read_at INTEGER,
    failure TEXT,
    UNIQUE (cause, channel, recipient)
) STRICT;

CREATE INDEX notices_to_send ON notices (next_try_at) WHERE state = 'waiting';

CREATE INDEX notices_failed ON notices (created_at) WHERE state = 'failed';

CREATE INDEX notices_by_person ON notices (person, created_at);

CREATE INDEX notices_by_case ON notices (case_id);

CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    purpose TEXT NOT NULL,
    key TEXT NOT NULL,
    -- Where the first answer led.
    answer TEXT,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (owner, purpose, key)
) STRICT;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder BLOB NOT NULL,
    -- Rises each time the lease changes hands: a late writer can be told from the present one.
    fence INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE attempts (
    bucket TEXT NOT NULL,
    window_start INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (bucket, window_start)
) STRICT;

CREATE INDEX attempts_by_age ON attempts (window_start);
