-- The words that other tables may hold, as the domain's codes. A lookup table
-- and not a CHECK, because SQLite cannot change a CHECK.

CREATE TABLE languages (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO languages (code)
VALUES ('en'), ('zh-Hans'), ('zh-Hant');

CREATE TABLE place_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO place_kinds (code)
VALUES ('city'), ('district'), ('sub-district'), ('community'), ('building');

CREATE TABLE body_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO body_kinds (code)
VALUES ('self-governance'), ('government'), ('partner');

CREATE TABLE roles (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO roles (code)
VALUES ('committee-member'), ('convener'), ('officer'), ('head');

CREATE TABLE urgencies (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO urgencies (code)
VALUES ('danger'), ('utility'), ('ordinary'), ('hard');

CREATE TABLE handle_kinds (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO handle_kinds (code)
VALUES ('email'), ('phone');

CREATE TABLE code_purposes (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO code_purposes (code)
VALUES ('confirm'), ('new-password');

CREATE TABLE channels (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO channels (code)
VALUES ('in-app'), ('email'), ('text');

CREATE TABLE notice_states (
    code TEXT NOT NULL PRIMARY KEY
) STRICT;

INSERT INTO notice_states (code)
VALUES ('waiting'), ('delivered'), ('failed'), ('dropped');
