-- Who helps whom: a neighbour without an account of their own, and the person who acts for them.

CREATE TABLE reached_by (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO reached_by (code)
VALUES ('letter'), ('knock'), ('helper');

CREATE TABLE helped (
    person UUID NOT NULL PRIMARY KEY REFERENCES people (id),
    helper UUID NOT NULL REFERENCES people (id),
    reached TEXT NOT NULL REFERENCES reached_by (code),
    address TEXT,
    since BIGINT NOT NULL,
    offered_to UUID REFERENCES people (id),
    until BIGINT
);

CREATE INDEX helped_by_helper ON helped (helper, until);

CREATE INDEX helped_by_offer ON helped (offered_to) WHERE offered_to IS NOT NULL;
