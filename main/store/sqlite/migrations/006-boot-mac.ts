/** The offset of steady time has a MAC (see steady-time.ts). One without it is forgotten, as at a new boot. */
export const bootMac = `
DROP TABLE boot;
CREATE TABLE boot (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  id        TEXT    NOT NULL,
  offset_ms INTEGER NOT NULL,
  mac       BLOB    NOT NULL
) STRICT;
`
