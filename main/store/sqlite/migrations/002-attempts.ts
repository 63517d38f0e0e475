/** Steps on another machine that were begun and not settled: a crash leaves one here for the next start to close. */
export const attempts = `
CREATE TABLE attempt (
  id      INTEGER PRIMARY KEY,
  event   TEXT NOT NULL,
  actor   TEXT NOT NULL,
  subject TEXT NOT NULL
) STRICT;
`
