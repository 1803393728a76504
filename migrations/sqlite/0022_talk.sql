-- A thread can be about a challenge; while one is open there is no second.

ALTER TABLE threads ADD COLUMN challenge_reference INTEGER REFERENCES challenges (reference);

CREATE INDEX threads_by_challenge ON threads (challenge_reference) WHERE challenge_reference IS NOT NULL;

CREATE UNIQUE INDEX threads_open_on_challenge ON threads (challenge_reference)
WHERE challenge_reference IS NOT NULL AND until IS NOT NULL;

-- Photos that go with a post. Until it is written they wait in a draft of who writes it.
CREATE TABLE post_photos (
    thread BLOB NOT NULL,
    post INTEGER NOT NULL,
    -- 1, 2, 3 … within the post.
    place INTEGER NOT NULL,
    photo BLOB NOT NULL UNIQUE REFERENCES photos (id),
    -- What they show, for who cannot see them.
    shows TEXT,
    PRIMARY KEY (thread, post, place),
    FOREIGN KEY (thread, post) REFERENCES posts (thread, number)
) STRICT;
