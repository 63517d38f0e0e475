/** What administrators look for, and what they have seen. */
export const administration = `
CREATE INDEX ledger_subject ON ledger (subject, seq);
CREATE INDEX ledger_event   ON ledger (event, seq);
CREATE INDEX ledger_day     ON ledger (at);

CREATE INDEX officer_administrator ON officer (login_id) WHERE role = 'administrator' AND state = 'active';

ALTER TABLE session ADD COLUMN place TEXT NOT NULL DEFAULT '';

-- A code that an administrator made for an officer whom no SMS reaches.
CREATE TABLE rescue (
  login_id          TEXT    PRIMARY KEY,
  digest            BLOB    NOT NULL,
  expires_at        INTEGER NOT NULL,
  expires_steady_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The code of the first-run screen.
CREATE TABLE set_up (
  one               INTEGER PRIMARY KEY CHECK (one = 1),
  digest            BLOB    NOT NULL,
  tries             INTEGER NOT NULL,
  expires_at        INTEGER NOT NULL,
  expires_steady_at INTEGER NOT NULL
) STRICT;
`
