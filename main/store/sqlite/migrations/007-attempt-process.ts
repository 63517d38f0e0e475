/** Whose an attempt is: a process that still runs closes its own. Of one from before this column nobody can tell. */
export const attemptProcess = `
ALTER TABLE attempt ADD COLUMN boot TEXT;
ALTER TABLE attempt ADD COLUMN pid INTEGER;
`
