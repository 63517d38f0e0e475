import type { CheckFinding, CheckLevel } from '../../preload/self-test.ts'
import type { Facts, Finding } from './finding.ts'
import en from './words/en.json' with { type: 'json' }
import ta from './words/ta.json' with { type: 'json' }

/**
 * A finding in both languages, as the page and other programs read it. The page gets its sentences from here: only
 * administrators need them, and the command line says the same.
 */
export const inWords = ({ id, level, saying, facts }: Finding): CheckFinding => ({
  id,
  level,
  found: saying.slice(saying.indexOf('.') + 1),
  facts,
  title: { en: filled(english[id], facts), ta: filled(tamil[id], facts) },
  text: { en: filled(english[saying], facts), ta: filled(tamil[saying], facts) },
})

export const worstOf = (findings: Pick<Finding, 'level'>[]): CheckLevel =>
  (['red', 'amber'] as const).find((level) => findings.some((each) => each.level === level)) ?? 'green'

const english: Record<string, string> = en
const tamil: Record<string, string> = ta

const filled = (text: string | undefined, facts: Facts): string =>
  (text ?? '').replace(/\{(\w+)\}/g, (placeholder, name) => String(facts[name] ?? placeholder))
