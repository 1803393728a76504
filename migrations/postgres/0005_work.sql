-- What the servers share among themselves: messages to send, forms that were
-- answered, jobs, and counted attempts.

CREATE TABLE notices (
    id UUID NOT NULL PRIMARY KEY,
    -- At most one message for one cause to one person on one channel.
    cause TEXT NOT NULL,
    channel TEXT NOT NULL REFERENCES channels (code),
    recipient TEXT NOT NULL,
    person UUID REFERENCES people (id),
    -- Where to send it when it goes to somebody who has no confirmed handle yet.
    address TEXT,
    language TEXT NOT NULL REFERENCES languages (code),
    kind TEXT NOT NULL,
    -- What the text needs, by name; wiped after delivery when it is secret.
    args JSONB NOT NULL,
    secret BOOLEAN NOT NULL,
    -- Asks an act of the person.
    asks BOOLEAN NOT NULL,
    case_id UUID REFERENCES cases (id),
    state TEXT NOT NULL REFERENCES notice_states (code),
    attempts BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    next_try_at BIGINT NOT NULL,
    leased_until BIGINT,
    lease UUID,
    delivered_at BIGINT,
    read_at BIGINT,
    failure TEXT,
    UNIQUE (cause, channel, recipient)
);

CREATE INDEX notices_to_send ON notices (next_try_at) WHERE state = 'waiting';

CREATE INDEX notices_failed ON notices (created_at) WHERE state = 'failed';

CREATE INDEX notices_by_person ON notices (person, created_at);

CREATE INDEX notices_by_case ON notices (case_id);

CREATE TABLE idempotency_keys (
    owner TEXT NOT NULL,
    purpose TEXT NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    -- Where the first answer led.
    answer TEXT,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (owner, purpose, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    holder UUID NOT NULL,
    -- Rises each time the lease changes hands: a late writer can be told from the present one.
    fence BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE attempts (
    bucket TEXT NOT NULL,
    window_start BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (bucket, window_start)
);

CREATE INDEX attempts_by_age ON attempts (window_start);
