-- Threads: neighbours deliberate.

-- `state` is the thread as `domain` knows it; the other columns are drawn from it at
-- every write, for lists.
CREATE TABLE threads (
    id BLOB NOT NULL PRIMARY KEY,
    reference INTEGER NOT NULL UNIQUE,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    place BLOB NOT NULL REFERENCES places (id),
    body BLOB NOT NULL REFERENCES bodies (id),
    -- The public case it is about.
    case_reference INTEGER REFERENCES cases (reference),
    opened_at INTEGER NOT NULL,
    -- When what is done now ends; empty once it is over.
    until INTEGER,
    changed_at INTEGER NOT NULL
) STRICT;

CREATE INDEX threads_by_place ON threads (place);

CREATE INDEX threads_by_body ON threads (body);

CREATE INDEX threads_by_case ON threads (case_reference) WHERE case_reference IS NOT NULL;

CREATE TABLE thread_events (
    id BLOB NOT NULL PRIMARY KEY,
    thread BLOB NOT NULL REFERENCES threads (id),
    -- 1, 2, 3 … within the thread.
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload_version INTEGER NOT NULL,
    payload TEXT NOT NULL,
    at INTEGER NOT NULL,
    by_person BLOB REFERENCES people (id),
    by_body BLOB REFERENCES bodies (id),
    UNIQUE (thread, number)
) STRICT;

CREATE TABLE posts (
    thread BLOB NOT NULL REFERENCES threads (id),
    -- 1, 2, 3 … within the thread.
    number INTEGER NOT NULL,
    -- The post that begins the conversation: its own number, or that of the post it answers.
    root INTEGER NOT NULL,
    author BLOB NOT NULL REFERENCES people (id),
    -- The body they speak for.
    body BLOB REFERENCES bodies (id),
    words TEXT NOT NULL,
    -- The same as HTML, made and cleaned when it was written.
    html TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- When it was visibly corrected, and the first wording as HTML.
    corrected_at INTEGER,
    first_html TEXT,
    PRIMARY KEY (thread, number)
) STRICT;

CREATE INDEX posts_in_order ON posts (thread, root, number);

CREATE INDEX posts_by_author ON posts (author, thread, at);

CREATE TABLE statements (
    thread BLOB NOT NULL REFERENCES threads (id),
    -- 1, 2, 3 … within the thread.
    number INTEGER NOT NULL,
    author BLOB NOT NULL REFERENCES people (id),
    words TEXT NOT NULL,
    -- The words folded, so that the same words are not said twice.
    folded TEXT NOT NULL,
    at INTEGER NOT NULL,
    removed_at INTEGER,
    -- How the answers stand, for the next draw.
    agrees INTEGER NOT NULL,
    disagrees INTEGER NOT NULL,
    passes INTEGER NOT NULL,
    PRIMARY KEY (thread, number),
    UNIQUE (thread, folded)
) STRICT;

CREATE INDEX statements_by_author ON statements (author, thread, at);

CREATE TABLE said_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO said_kinds (code)
VALUES ('post'), ('statement');

-- What was taken out of sight, and why; the original stays where it is, for the appeal.
CREATE TABLE removals (
    thread BLOB NOT NULL REFERENCES threads (id),
    kind TEXT NOT NULL REFERENCES said_kinds (code),
    number INTEGER NOT NULL,
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_person BLOB NOT NULL REFERENCES people (id),
    -- Empty where somebody took their own words back.
    by_body BLOB REFERENCES bodies (id),
    at INTEGER NOT NULL,
    appeal TEXT,
    appealed_at INTEGER,
    -- What another person said about the appeal, and whether it stands there again.
    answer TEXT,
    answered_by BLOB REFERENCES people (id),
    answered_at INTEGER,
    restored INTEGER NOT NULL,
    PRIMARY KEY (thread, kind, number)
) STRICT;

CREATE TABLE answer_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO answer_kinds (code)
VALUES ('agree'), ('disagree'), ('pass');

-- Who answered, under a number that was drawn at random: exports and the map know no other.
CREATE TABLE voters (
    thread BLOB NOT NULL REFERENCES threads (id),
    person BLOB NOT NULL REFERENCES people (id),
    number INTEGER NOT NULL,
    PRIMARY KEY (thread, person),
    UNIQUE (thread, number)
) STRICT;

CREATE TABLE answers (
    thread BLOB NOT NULL,
    statement INTEGER NOT NULL,
    person BLOB NOT NULL,
    answer TEXT NOT NULL REFERENCES answer_kinds (code),
    at INTEGER NOT NULL,
    PRIMARY KEY (thread, statement, person),
    FOREIGN KEY (thread, statement) REFERENCES statements (thread, number),
    FOREIGN KEY (thread, person) REFERENCES voters (thread, person)
) STRICT;

CREATE INDEX answers_by_person ON answers (thread, person, at);

CREATE INDEX answers_in_time ON answers (thread, at, person);

-- The answers as everybody may see them, since the last time enough people answered.
CREATE TABLE pictures (
    thread BLOB NOT NULL PRIMARY KEY REFERENCES threads (id),
    picture TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;
