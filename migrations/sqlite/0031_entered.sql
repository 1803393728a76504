-- A steward enters new bodies and places in the browser.

INSERT INTO office_change_kinds (code)
VALUES ('body-added'), ('place-added');
