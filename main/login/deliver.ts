import { type Clock, delay } from '../clock.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Log } from '../log.ts'
import type { Route, RouteOutcome } from '../sms/route.ts'
import { minutesOf, type Texts } from '../sms/template.ts'
import { type Store, StoreUnavailable, type VoidReason } from '../store/store.ts'
import type { Pending } from './pending.ts'
import type { Policy } from './policy.ts'

/** Follows an opened challenge behind the answer: hands its text to the gateways, and ends it when its life is over. */
export type Deliver = (pending: Pending, otp: string) => Promise<void>

export const createDeliver = ({
  clock,
  policy,
  store,
  route,
  texts,
  log,
}: {
  clock: Clock
  policy: Policy
  store: Store
  route: Route
  texts: Texts
  log: Log
}): Deliver => {
  /** Whether it was still open; undefined where the store cannot be asked, and nobody has written the entry. */
  const end = (challengeId: string, reason: VoidReason, entry: LedgerEntry) =>
    store.void(challengeId, reason, entry).catch((cause) => {
      if (!(cause instanceof StoreUnavailable)) throw cause
      return undefined
    })

  const writeExpired = async (pending: Pending) => {
    const { challengeId, name: subject, handover, delivery } = pending
    // Its end is written already, whether or not the store could be asked.
    if (delivery === 'failed') return
    const entry: LedgerEntry = {
      event: 'otp_expired',
      actor: 'terminal',
      subject,
      outcome: 'expired',
      ...(handover && { reason: handover }),
    }
    try {
      // A code runs out without the store, too. How one ended that is over, the ledger knows already.
      if ((await end(challengeId, 'expired', entry)) === undefined && !pending.over) await store.note(entry)
    } catch (cause) {
      log.error('an expired code could not be written down', cause)
    }
  }

  // What was opened in a rush is over in a rush, and each is a commit. None is urgent: a code that is over is refused anyhow.
  let written: Promise<void> = Promise.resolve()
  const expire = (pending: Pending) => {
    written = written.then(() => writeExpired(pending)).then(() => delay(clock, breathMs))
  }

  const hand = async (pending: Pending, otp: string): Promise<RouteOutcome> => {
    if (pending.rescue) return notSent
    if (!pending.officer) return route.imitate()
    return route.send({
      to: `+91${pending.identity.number}`,
      text: texts.render({ otp, tag: pending.tag, minutes: minutesOf(policy.code.lifeMs) }),
      ...(texts.template && { template: texts.template }),
      expiresAt: pending.expiresAt,
      subject: pending.name,
    })
  }

  const write = async (pending: Pending, outcome: RouteOutcome) => {
    const entry: LedgerEntry = {
      event: 'otp_delivery',
      actor: 'terminal',
      subject: pending.name,
      outcome: outcome.kind,
      reason: outcome.trail,
    }
    if (outcome.kind === 'failed') {
      // A message that nobody took leaves no live code and costs no wait. A challenge that a newer one has ended has
      // nothing to give back; what became of its SMS is still told, also where the store cannot be asked.
      if (!(await end(pending.challengeId, 'refused', entry))) await store.note(entry)
      pending.resendAt = clock.uptimeMs()
      pending.over = true
    } else if (outcome.kind === 'may_still_arrive' || outcome.refusals > 0) await store.note(entry)
    if (pending.officer && outcome.asked)
      await store.keepDelivery({ kind: outcome.kind, tookMs: outcome.tookMs })
  }

  return async (pending, otp) => {
    const openedAt = clock.uptimeMs()
    clock.after(pending.expiresAt - openedAt, () => expire(pending))
    try {
      const outcome = await hand(pending, otp)
      if (pending.officer) pending.handover = outcome.trail
      // Told on a beat, never at its own moment: a decoy has no moment of its own.
      const beats = Math.max(1, Math.ceil(outcome.tookMs / policy.send.beatMs))
      await delay(clock, openedAt + beats * policy.send.beatMs - clock.uptimeMs())
      await write(pending, outcome)
      pending.delivery = outcome.kind
    } catch (cause) {
      pending.delivery = 'may_still_arrive'
      log.error('what became of an SMS could not be written down', cause)
    }
  }
}

/** For the window, between two commits that it did not ask for. */
const breathMs = 10

/** Of a rescue code: it has been handed over already, by word of mouth. */
const notSent: RouteOutcome = { kind: 'handed_over', trail: 'rescue', tookMs: 0, asked: false, refusals: 0 }
