import { checkStation } from '../check-station.ts'
import type { Config } from '../config/schema.ts'
import type { Policy } from '../login/policy.ts'
import { Problem } from '../problem.ts'
import { checkTexts } from '../sms/dlt.ts'
import { type Check, type Finding, found, named } from './finding.ts'

/** Whether the configuration is complete, the texts can be sent, and the limits are those of the program. */
export const configurationChecks = ({
  station,
  policy,
  packaged,
}: {
  station: Parameters<typeof checkStation>[0]
  policy: Policy
  packaged: boolean
}): Check[] => [
  {
    id: 'configuration',
    run: () => {
      const texts = new Set(textFindings(station.config.sms).map(({ detail }) => detail))
      const mistakes = mistakesOf(station, packaged).filter((detail) => !texts.has(detail))
      return mistakes.length === 0
        ? [found('green', 'configuration.complete')]
        : mistakes.map((detail) => found('red', 'configuration.mistake', { detail }))
    },
  },
  {
    id: 'dlt_templates',
    run: () => {
      const findings = textFindings(station.config.sms)
      if (findings.length === 0) return [found('green', 'dlt_templates.good')]
      return findings.map(
        ({ level, detail }): Finding =>
          level === 'error'
            ? found('red', 'dlt_templates.error', { detail })
            : found('amber', 'dlt_templates.warning', { detail }),
      )
    },
  },
  {
    id: 'limits',
    run: () => {
      const changed = Object.entries(boundsOf(policy)).flatMap(([name, holds]) => (holds ? [] : [name]))
      if (changed.length > 0) return [found('red', 'limits.changed', { names: named(changed) })]
      return [
        found('green', 'limits.kept', {
          sends: policy.send.perAccount.most,
          tries: policy.code.tries,
          lock: policy.lock.firstMs / minute,
          life: policy.code.lifeMs / second,
          idle: policy.session.idleMs / minute,
        }),
      ]
    },
  },
]

const mistakesOf = (station: Parameters<typeof checkStation>[0], packaged: boolean): string[] => {
  try {
    checkStation(station, !packaged)
    return []
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause
    return cause.details
  }
}

const textFindings = (sms: Config['sms']) =>
  checkTexts(sms).map(({ level, path, message }) => ({ level, detail: `${path}: ${message}` }))

const second = 1000
const minute = 60 * second
const hour = 60 * minute

/** Every bound of the login, by name, and whether it is as it was asked for. Sources are in login/policy.ts. */
const boundsOf = ({ code, rescue, setUp, lock, send, session }: Policy): Record<string, boolean> => ({
  'code.lifeMs': isWithin(code.lifeMs, minute, 10 * minute),
  'code.tries': code.tries === 3,
  'rescue.lifeMs': rescue.lifeMs === 10 * minute,
  'setUp.lifeMs': setUp.lifeMs === 10 * minute,
  'setUp.tries': setUp.tries === 3,
  'lock.afterWrong': lock.afterWrong === 3,
  'lock.firstMs': lock.firstMs === 5 * minute,
  'lock.longestMs': lock.longestMs === hour,
  'lock.wrongPerDay': lock.wrongPerDay === 30 && lock.dayMs === 24 * hour,
  'send.perAccount': send.perAccount.most === 3 && send.perAccount.perMs === minute,
  'send.firstWaitMs': isWithin(send.firstWaitMs, second, 5 * minute),
  'send.longestWaitMs': send.longestWaitMs === 15 * minute,
  'send.unverifiedPerTerminal':
    send.unverifiedPerTerminal.most === 120 && send.unverifiedPerTerminal.perMs === hour,
  'send.allPerTerminal': send.allPerTerminal.most === 600 && send.allPerTerminal.perMs === hour,
  'send.replyFloorMs': send.replyFloorMs === 300,
  'session.lifeMs': session.lifeMs === 8 * hour,
  'session.idleMs': isWithin(session.idleMs, 2 * minute, hour),
})

const isWithin = (value: number, least: number, most: number) => value >= least && value <= most
