/** Red: officers cannot sign in safely. Amber: somebody should look. */
export type CheckLevel = 'green' | 'amber' | 'red'

/** What the self-test has found about one thing, in both languages. `id` and `found` are stable words. */
export type CheckFinding = {
  id: string
  level: CheckLevel
  found: string
  facts: Record<string, string | number>
  title: { en: string; ta: string }
  text: { en: string; ta: string }
}

/** `at` is UTC in milliseconds, as this computer believes. */
export type SelfTest = {
  version: string
  flavour: string
  at: number
  tookMs: number
  worst: CheckLevel
  checks: CheckFinding[]
}
