-- Messages that went to nobody are found again when they are forgotten.

CREATE INDEX notices_dropped ON notices (created_at) WHERE state = 'dropped';
