/** What a database tells of itself, for whoever looks after this computer. */
export type Inspection = {
  /** Reads the file through; a large one without comparing its indexes. `faults` is empty where nothing is wrong. */
  integrity: () => { thorough: boolean; faults: string[] }
  settings: () => Record<DatabaseSetting, { is: string; wanted: string }>
  /** Milliseconds of uptime that go on over restarts, as the ledger counts them. */
  steadyMs: () => number
}

export type DatabaseSetting = 'journal_mode' | 'synchronous' | 'secure_delete' | 'user_version'

/** What the server of a shared store tells of itself. */
export type ServerStatus = {
  nowMs: number
  role: string
  /** Replicas that are connected to it. */
  replicas: number
  /** Whether it writes each change to a file. */
  appendOnly: boolean
}

/** What the self-test looks at, and no room. */
export type Upkeep = {
  /** Where the configuration is read from; there need not be such a file. */
  configFile: string
  /** Of the database of this terminal. */
  inspection: Inspection
  /** Of a store that terminals share. Rejects where it cannot be used, as every step does. */
  serverStatus?: () => Promise<ServerStatus>
}
