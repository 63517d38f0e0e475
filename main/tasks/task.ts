/** A piece of work asked for on the command line, instead of the window. */
export type Task =
  | {
      name: 'import-roster'
      file: string
      /** Only say what it would do. */
      preview?: true
      /** SHA-256 of the only file that is wanted. */
      expect?: string
      /** For the window, which reads it: how far the work is, and the outcome as JSON. */
      progress?: true
    }
  | { name: 'export-roster'; file: string }
  | { name: 'setup-code' }
  | { name: 'rescue-code'; loginId: string }
  | { name: 'unlock'; loginId: string }
  | { name: 'export-jwks'; file: string; merge: boolean }
  | { name: 'export-station-key'; file: string; replace: boolean }
  | { name: 'import-station-key'; file: string; replace: boolean }
  | { name: 'set-secret'; secret: string }
  | { name: 'verify-ledger'; progress?: true }
  | { name: 'export-ledger'; file: string; format: 'csv' | 'jsonl'; progress?: true }
  | { name: 'export-public-key'; file: string }
  | { name: 'verify-export'; file: string; key: string }
  | { name: 'check-config'; file: string }
  | { name: 'make-kit'; file: string; config: string; roster?: string }
  /** `preview`: only say what it would change. */
  | { name: 'apply-kit'; file: string; preview?: true }
  | { name: 'export-kit-key'; file: string }
  | { name: 'put-secrets'; file: string }
  | { name: 'export-recovery'; file: string }
  | { name: 'import-recovery'; file: string }
  | { name: 'selftest'; json?: true; progress?: true }
