-- A thread can be about a challenge; while one is open there is no second.

ALTER TABLE threads ADD COLUMN challenge_reference INTEGER REFERENCES challenges (reference);

CREATE INDEX threads_by_challenge ON threads (challenge_reference) WHERE challenge_reference IS NOT NULL;

CREATE UNIQUE INDEX threads_open_on_challenge ON threads (challenge_reference)
WHERE challenge_reference IS NOT NULL AND until IS NOT NULL;
