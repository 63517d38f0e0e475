import type { Clock } from '../clock.ts'
import type { Config } from '../config/schema.ts'
import type { LedgerRow } from '../ledger/chain.ts'
import type { AccountReport, Probe } from '../sms/probe.ts'
import type { Store } from '../store/store.ts'
import { type Sighting, timeOf } from './clock.ts'
import { type Check, type Finding, found, type Saying } from './finding.ts'

export type GatewayName = Config['sms']['gateways'][number]

/** What each gateway of the route says of the account, and what became of its last messages. Sends no SMS. */
export const gatewayChecks = ({
  gateways,
  probes,
  store,
  clock,
}: {
  gateways: GatewayName[]
  /** Of those whose settings are complete. May throw where a proxy or certificate cannot be used. */
  probes: () => Probe[]
  store: Pick<Store, 'newest'>
  clock: Pick<Clock, 'wallMs'>
}): { checks: Check[]; sightings: () => Promise<Sighting[]> } => {
  let asked: Promise<Asked[]> | undefined
  /** Once, for all who want to know. */
  const ask = () => {
    asked ??= Promise.resolve().then(() => Promise.all(probes().map((probe) => answerOf(probe, clock))))
    return asked
  }
  const checks: Check[] = [
    {
      id: 'gateway',
      remote: true,
      run: async () => {
        const reports = await ask()
        const entries = await store.newest(['otp_verify'], signInsLookedAt)
        return gateways.map((gateway): Finding => {
          if (gateway === 'local') return found('amber', 'gateway.local', { gateway })
          const report = reports.find(({ name }) => name === gateway)
          if (!report) return found('red', 'gateway.incomplete', { gateway })
          const { standing, code = '' } = report
          const used = entries.find(
            ({ outcome, reason }) => outcome === 'signed_in' && takenBy(gateway, reason),
          )
          if (standing === 'reachable' && used && clock.wallMs() - used.at < provesForMs) {
            return found('green', 'gateway.proved', { gateway, code, at: timeOf(used.at) })
          }
          return found(levels[standing], sayings[standing], { gateway, code })
        })
      },
    },
    {
      id: 'gateway_history',
      run: async () => {
        const entries = await store.newest(['gateway', 'otp_delivery'], entriesLookedAt)
        return gateways.map((gateway): Finding => {
          const told = entries.filter((entry) => wordOf(gateway, entry) !== undefined)
          // Who was passed over has said nothing new: why stands in an entry before it.
          const entry = told.find((one) => wordOf(gateway, one) !== 'passed_over') ?? told[0]
          if (!entry) return found('green', 'gateway_history.none', { gateway })
          const word = [entry.outcome, entry.reason].filter(Boolean).join(': ')
          const facts = { gateway, at: timeOf(entry.at), word }
          return wordOf(gateway, entry) === 'good'
            ? found('green', 'gateway_history.good', facts)
            : found('amber', 'gateway_history.failed', facts)
        })
      },
    },
  ]
  const sightings = async () => {
    // Why they could not be asked is told of the gateways.
    const reports = await ask().catch(() => [])
    return reports.flatMap(({ name, aheadMs }) => (aheadMs === undefined ? [] : [{ source: name, aheadMs }]))
  }
  return { checks, sightings }
}

type Asked = AccountReport & { name: string; aheadMs?: number }

const entriesLookedAt = 20
const signInsLookedAt = 200
/** Passwords of such gateways are changed every few months. */
const provesForMs = 30 * 24 * 60 * 60 * 1000

const answerOf = async ({ name, ask }: Probe, clock: Pick<Clock, 'wallMs'>): Promise<Asked> => {
  const report = await ask(new AbortController().signal)
  const { dateMs } = report
  // Its clock said so within the second, half of which has passed on average.
  return { name, ...report, ...(dateMs !== undefined && { aheadMs: clock.wallMs() - dateMs - 500 }) }
}

/** What the trail of a code tells of one gateway, see sms/route.ts. What became of the SMS may be another one's doing. */
const stepOf = (gateway: GatewayName, trail: string | undefined) =>
  trail
    ?.split(', ')
    .find((step) => step.startsWith(`${gateway} `))
    ?.split(' ')[1]

const takenBy = (gateway: GatewayName, trail: string | undefined) => stepOf(gateway, trail) === 'accepted'

/** What an entry of `gateway` or `otp_delivery` tells of this gateway; undefined where it is about others. */
const wordOf = (gateway: GatewayName, { event, subject, outcome, reason }: LedgerRow) => {
  if (event === 'gateway') return subject !== gateway ? undefined : outcome === 'back' ? 'good' : 'failed'
  const step = stepOf(gateway, reason)
  if (step === undefined) return undefined
  if (step === 'rests') return 'passed_over'
  return step === 'accepted' ? 'good' : 'failed'
}

const levels: Record<AccountReport['standing'], Finding['level']> = {
  good: 'green',
  trial: 'amber',
  not_allowed: 'amber',
  refused: 'amber',
  reachable: 'amber',
  no_answer: 'amber',
  empty: 'red',
  suspended: 'red',
  credentials: 'red',
  unreachable: 'red',
  stranger: 'red',
}

const sayings: Record<AccountReport['standing'], Saying> = {
  good: 'gateway.good',
  trial: 'gateway.trial',
  not_allowed: 'gateway.not_allowed',
  refused: 'gateway.refused',
  reachable: 'gateway.reachable',
  no_answer: 'gateway.no_answer',
  empty: 'gateway.empty',
  suspended: 'gateway.suspended',
  credentials: 'gateway.credentials',
  unreachable: 'gateway.unreachable',
  stranger: 'gateway.stranger',
}
