-- Notices that were read long ago and ask nothing are found again when they are forgotten.

CREATE INDEX notices_read ON notices (read_at) WHERE channel = 'in-app' AND asks = 0 AND read_at IS NOT NULL;
