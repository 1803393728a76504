-- Threads: neighbours deliberate.

-- `state` is the thread as `domain` knows it; the other columns are drawn from it at
-- every write, for lists.
CREATE TABLE threads (
    id UUID NOT NULL PRIMARY KEY,
    reference BIGINT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    state JSONB NOT NULL,
    place UUID NOT NULL REFERENCES places (id),
    body UUID NOT NULL REFERENCES bodies (id),
    -- The public case it is about.
    case_reference BIGINT REFERENCES cases (reference),
    opened_at BIGINT NOT NULL,
    -- When what is done now ends; empty once it is over.
    until BIGINT,
    changed_at BIGINT NOT NULL
);

CREATE INDEX threads_by_place ON threads (place);

CREATE INDEX threads_by_body ON threads (body);

CREATE INDEX threads_by_case ON threads (case_reference) WHERE case_reference IS NOT NULL;

CREATE TABLE thread_events (
    id UUID NOT NULL PRIMARY KEY,
    thread UUID NOT NULL REFERENCES threads (id),
    -- 1, 2, 3 … within the thread.
    number BIGINT NOT NULL,
    kind TEXT NOT NULL,
    payload_version BIGINT NOT NULL,
    payload JSONB NOT NULL,
    at BIGINT NOT NULL,
    by_person UUID REFERENCES people (id),
    by_body UUID REFERENCES bodies (id),
    UNIQUE (thread, number)
);

CREATE TABLE posts (
    thread UUID NOT NULL REFERENCES threads (id),
    -- 1, 2, 3 … within the thread.
    number BIGINT NOT NULL,
    -- The post that begins the conversation: its own number, or that of the post it answers.
    root BIGINT NOT NULL,
    author UUID NOT NULL REFERENCES people (id),
    -- The body they speak for.
    body UUID REFERENCES bodies (id),
    words TEXT NOT NULL,
    -- The same as HTML, made and cleaned when it was written.
    html TEXT NOT NULL,
    at BIGINT NOT NULL,
    -- When it was visibly corrected, and the first wording as HTML.
    corrected_at BIGINT,
    first_html TEXT,
    PRIMARY KEY (thread, number)
);

CREATE INDEX posts_in_order ON posts (thread, root, number);

CREATE INDEX posts_by_author ON posts (author, thread, at);

CREATE TABLE statements (
    thread UUID NOT NULL REFERENCES threads (id),
    -- 1, 2, 3 … within the thread.
    number BIGINT NOT NULL,
    author UUID NOT NULL REFERENCES people (id),
    words TEXT NOT NULL,
    -- The words folded, so that the same words are not said twice.
    folded TEXT NOT NULL,
    at BIGINT NOT NULL,
    removed_at BIGINT,
    -- How the answers stand, for the next draw.
    agrees BIGINT NOT NULL,
    disagrees BIGINT NOT NULL,
    passes BIGINT NOT NULL,
    PRIMARY KEY (thread, number),
    UNIQUE (thread, folded)
);

CREATE INDEX statements_by_author ON statements (author, thread, at);

CREATE TABLE said_kinds (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO said_kinds (code)
VALUES ('post'), ('statement');

-- What was taken out of sight, and why; the original stays where it is, for the appeal.
CREATE TABLE removals (
    thread UUID NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL REFERENCES said_kinds (code),
    number BIGINT NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_person UUID NOT NULL REFERENCES people (id),
    -- Empty where somebody took their own words back.
    by_body UUID REFERENCES bodies (id),
    at BIGINT NOT NULL,
    appeal TEXT,
    appealed_at BIGINT,
    -- What another person said about the appeal, and whether it stands there again.
    answer TEXT,
    answered_by UUID REFERENCES people (id),
    answered_at BIGINT,
    restored BIGINT NOT NULL,
    PRIMARY KEY (thread, kind, number)
);

CREATE TABLE answer_kinds (
    code TEXT NOT NULL PRIMARY KEY
);

INSERT INTO answer_kinds (code)
VALUES ('agree'), ('disagree'), ('pass');

-- Who answered, under a number that was drawn at random: exports and the map know no other.
CREATE TABLE voters (
    thread UUID NOT NULL REFERENCES threads (id),
    person UUID NOT NULL REFERENCES people (id),
    number BIGINT NOT NULL,
    PRIMARY KEY (thread, person),
    UNIQUE (thread, number)
);

CREATE TABLE answers (
    thread UUID NOT NULL,
    statement BIGINT NOT NULL,
    person UUID NOT NULL,
    answer TEXT NOT NULL REFERENCES answer_kinds (code),
    at BIGINT NOT NULL,
    PRIMARY KEY (thread, statement, person),
    FOREIGN KEY (thread, statement) REFERENCES statements (thread, number),
    FOREIGN KEY (thread, person) REFERENCES voters (thread, person)
);

CREATE INDEX answers_by_person ON answers (thread, person, at);

CREATE INDEX answers_in_time ON answers (thread, at, person);

-- The answers as everybody may see them, since the last time enough people answered.
CREATE TABLE pictures (
    thread UUID NOT NULL PRIMARY KEY REFERENCES threads (id),
    picture JSONB NOT NULL,
    at BIGINT NOT NULL
);
