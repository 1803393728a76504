-- Offices: what a steward changed and why, who is away, who looks after what,
-- how replies begin, and what the bodies on a case tell each other.

CREATE TABLE office_change_kinds (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO office_change_kinds (code)
VALUES ('seat-given'), ('role-changed'), ('seat-ended'), ('body-changed'), ('calendar-changed'), ('out-of-service'), ('in-service'),
    ('steward-made'), ('steward-ended'), ('charter-published');

CREATE TABLE reply_uses (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO reply_uses (code)
VALUES ('heard'), ('ask'), ('report-done'), ('decline');

-- Everybody can read these lines. None is ever changed.
CREATE TABLE office_events (
    id UUID NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL REFERENCES office_change_kinds (code),
    body UUID REFERENCES bodies (id),
    -- Whose seat or right it is about, and in which role.
    person UUID REFERENCES people (id),
    role TEXT REFERENCES roles (code),
    by_person UUID NOT NULL REFERENCES people (id),
    reason TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX office_events_by_body ON office_events (body, at);

CREATE TABLE absences (
    id UUID NOT NULL PRIMARY KEY,
    body UUID NOT NULL REFERENCES bodies (id),
    person UUID NOT NULL REFERENCES people (id),
    from_at BIGINT NOT NULL,
    until_at BIGINT NOT NULL,
    -- Who looks after their open work; empty for the whole body.
    hand_to UUID REFERENCES people (id),
    created_at BIGINT NOT NULL
);

CREATE INDEX absences_by_body ON absences (body, until_at);

-- Who of the holder looks after a case; it counts while that body holds it.
CREATE TABLE case_keepers (
    case_id UUID NOT NULL PRIMARY KEY REFERENCES cases (id),
    body UUID NOT NULL REFERENCES bodies (id),
    person UUID NOT NULL REFERENCES people (id),
    since BIGINT NOT NULL
);

CREATE INDEX case_keepers_by_body ON case_keepers (body, person);

CREATE TABLE templates (
    id UUID NOT NULL PRIMARY KEY,
    body UUID NOT NULL REFERENCES bodies (id),
    used_for TEXT NOT NULL REFERENCES reply_uses (code),
    name TEXT NOT NULL,
    texts JSONB NOT NULL,
    changed_at BIGINT NOT NULL
);

CREATE INDEX templates_by_body ON templates (body, used_for);

-- Notes between the bodies on a case: no event, in no list, in no feed.
CREATE TABLE case_notes (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    body UUID NOT NULL REFERENCES bodies (id),
    person UUID NOT NULL REFERENCES people (id),
    words TEXT NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX case_notes_by_case ON case_notes (case_id, at);

-- Who read them and who wrote: beside `access_log`, because a case may have no author any more.
CREATE TABLE note_looks (
    id UUID NOT NULL PRIMARY KEY,
    case_id UUID NOT NULL REFERENCES cases (id),
    by_person UUID NOT NULL REFERENCES people (id),
    by_body UUID NOT NULL REFERENCES bodies (id),
    wrote BOOLEAN NOT NULL,
    at BIGINT NOT NULL
);

CREATE INDEX note_looks_by_case ON note_looks (case_id, by_person, at);
