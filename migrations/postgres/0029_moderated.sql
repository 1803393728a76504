-- What moderation did in a thread, a line for each act and nobody's name: what is removed, put back
-- and removed anew counts twice, although its rows know only the last time.

CREATE TABLE moderation_kinds (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO moderation_kinds (code)
VALUES ('hidden'), ('kept'), ('removed'), ('appealed'), ('restored'), ('upheld');

CREATE TABLE moderated (
    thread UUID NOT NULL REFERENCES threads (id),
    what TEXT NOT NULL REFERENCES moderation_kinds (code),
    at BIGINT NOT NULL
);

CREATE INDEX moderated_by_thread ON moderated (thread, at);

INSERT INTO moderated (thread, what, at)
SELECT thread, 'hidden', hidden_at FROM flagged WHERE hidden_at IS NOT NULL
UNION ALL SELECT thread, 'kept', kept_at FROM flagged WHERE kept_at IS NOT NULL
UNION ALL SELECT thread, 'removed', at FROM removals WHERE rule <> 'own-wish'
UNION ALL SELECT thread, 'appealed', appealed_at FROM removals WHERE appealed_at IS NOT NULL
UNION ALL SELECT thread, CASE WHEN restored = 1 THEN 'restored' ELSE 'upheld' END, answered_at FROM removals WHERE answered_at IS NOT NULL;
