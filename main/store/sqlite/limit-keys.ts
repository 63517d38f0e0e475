// What a limit, a wait or a lock is counted by.

/** Whom a challenge is about, as keyed hashes. */
type Whose = { account: string; subject: string }

export const unverifiedSends = 'terminal/unverified'
export const allSends = 'terminal/all'
export const installationSends = 'installation/sends'
export const accountSends = (row: Whose) => `${row.account}/sends`
// Of login ID and number together: whoever knows an officer's login ID can neither lock him out nor keep him waiting.
export const unusedSends = (row: Whose) => `${row.account}/unused/${row.subject}`
export const wrongTries = (row: Whose) => `${row.account}/wrong/${row.subject}`
