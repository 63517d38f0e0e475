// Times that end in `steady_at` or `until` are steady time: uptime that goes on over restarts (see steady-time.ts).

export const first = `
CREATE TABLE boot (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  id        TEXT    NOT NULL,
  offset_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE officer (
  login_id TEXT    PRIMARY KEY,
  name     TEXT    NOT NULL,
  rank     TEXT    NOT NULL,
  station  TEXT    NOT NULL,
  role     TEXT    NOT NULL CHECK (role IN ('officer', 'administrator')),
  state    TEXT    NOT NULL CHECK (state IN ('active', 'suspended')),
  mobile   BLOB    NOT NULL,
  version  INTEGER NOT NULL,
  mac      BLOB    NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE challenge (
  id                TEXT    PRIMARY KEY,
  account           TEXT    NOT NULL,
  subject           TEXT    NOT NULL,
  name              TEXT    NOT NULL,
  digest            BLOB    NOT NULL,
  state             TEXT    NOT NULL CHECK (state IN ('open', 'spent', 'superseded', 'void')),
  reason            TEXT,
  tries             INTEGER NOT NULL,
  expires_at        INTEGER NOT NULL,
  expires_steady_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX challenge_open ON challenge (subject) WHERE state = 'open';
CREATE INDEX challenge_age  ON challenge (expires_steady_at);

CREATE TABLE session (
  id                TEXT    PRIMARY KEY,
  login_id          TEXT    NOT NULL,
  terminal          TEXT    NOT NULL,
  started_at        INTEGER NOT NULL,
  active_at         INTEGER NOT NULL,
  expires_at        INTEGER NOT NULL,
  expires_steady_at INTEGER NOT NULL,
  ended_at          INTEGER,
  end_reason        TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX session_officer  ON session (login_id) WHERE ended_at IS NULL;
CREATE INDEX session_terminal ON session (terminal) WHERE ended_at IS NULL;
CREATE INDEX session_age      ON session (expires_steady_at);

-- Events of one kind, numbered without gaps: the one that a limit of m depends on is the m-th from the end.
CREATE TABLE tally (
  key       TEXT    NOT NULL,
  n         INTEGER NOT NULL,
  steady_at INTEGER NOT NULL,
  PRIMARY KEY (key, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX tally_age ON tally (steady_at);

-- Waits and locks that grow with the count of failures in a row.
CREATE TABLE hold (
  key   TEXT    PRIMARY KEY,
  count INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How the last SMS went: what a decoy imitates.
CREATE TABLE delivery (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  kind    TEXT    NOT NULL CHECK (kind IN ('handed_over', 'may_still_arrive', 'failed')),
  took_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE ledger (
  seq       INTEGER PRIMARY KEY,
  at        INTEGER NOT NULL,
  steady_at INTEGER NOT NULL,
  terminal  TEXT    NOT NULL,
  actor     TEXT    NOT NULL,
  event     TEXT    NOT NULL,
  subject   TEXT    NOT NULL,
  outcome   TEXT    NOT NULL,
  reason    TEXT,
  mac       BLOB    NOT NULL
) STRICT;
`
