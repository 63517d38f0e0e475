/** What the roster as a whole is known by (see roster-root.ts). */
export const rosterRoot = `
-- Login IDs of a part of the roster, and hashes of their rows as they were written.
CREATE TABLE roster_bucket (
  bucket  INTEGER PRIMARY KEY,
  members TEXT    NOT NULL
) STRICT;

-- The hash of each bucket, one behind the other.
CREATE TABLE roster_root (
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  hashes BLOB    NOT NULL
) STRICT;

-- Entries that hold a root at their end.
CREATE INDEX ledger_root ON ledger (seq)
WHERE event IN ('officer_change', 'roster_import', 'ledger_prune') AND substr(reason, -70, 6) = ' root:';
`
