-- Who stopped the weekly digest, and what of the last days nobody has read.

ALTER TABLE people ADD COLUMN digest_stopped_at BIGINT;

CREATE INDEX notices_unread ON notices (created_at) WHERE channel = 'in-app' AND read_at IS NULL;
