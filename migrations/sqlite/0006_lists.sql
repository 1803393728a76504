-- The public lists: what may be listed, newest first, and what moved last.
-- Both hold all that a filter looks at, so that the long rows are read only
-- for the page that is shown.

CREATE INDEX cases_listed ON cases (filed_at, reference, stage, category, holder, place)
    WHERE visibility IN ('public', 'public-without-name');

CREATE INDEX cases_moved ON cases (changed_at, reference, place)
    WHERE visibility IN ('public', 'public-without-name');
