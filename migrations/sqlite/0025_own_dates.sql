-- What somebody has to come to stands on their own page, and the meetings of a place in a
-- calendar: both are looked for by more than their dates ahead.

CREATE INDEX meetings_by_end ON meetings (until);

CREATE INDEX mediations_by_author ON mediations (author);

CREATE INDEX mediations_by_other ON mediations (other) WHERE other IS NOT NULL;

CREATE INDEX mediations_by_mediator ON mediations (mediator) WHERE mediator IS NOT NULL;

CREATE INDEX mediations_by_door ON mediations (place, door_hash);
