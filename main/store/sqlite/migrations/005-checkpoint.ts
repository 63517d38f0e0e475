/** Where the ledger begins once entries that are too old were removed (see ledger/prune.ts). */
export const checkpoint = `
CREATE TABLE checkpoint (
  one       INTEGER PRIMARY KEY CHECK (one = 1),
  seq       INTEGER NOT NULL,
  mac       BLOB    NOT NULL,
  signature BLOB    NOT NULL
) STRICT;
`
