import type { Check } from '../../main/self-test/finding.ts'

/** What one of the checks finds, without its sentences. */
export const look = async (checks: Check[], id: string) => {
  const check = checks.find((each) => each.id === id)
  if (!check) throw new Error(`there is no check ${id}`)
  const findings = await check.run()
  return findings.map(({ level, saying, facts }) => ({ level, saying, facts }))
}

/** The same for a check that finds one thing. */
export const lookOnce = async (checks: Check[], id: string) => {
  const [finding, another] = await look(checks, id)
  if (!finding || another) throw new Error(`${id} has found ${another ? 'several things' : 'nothing'}`)
  return finding
}
