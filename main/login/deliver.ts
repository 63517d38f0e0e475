import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { Route } from '../sms/route.ts'
import type { TextValues } from '../sms/template.ts'
import type { Store } from '../store/store.ts'
import type { Pending } from './pending.ts'
import type { Policy } from './policy.ts'

/** Follows an opened challenge behind the answer: hands its text to the gateways, and ends it when its life is over. */
export type Deliver = (pending: Pending, otp: string) => Promise<void>

export const createDeliver =
  ({
    clock,
    policy,
    store,
    route,
    render,
    log,
  }: {
    clock: Clock
    policy: Policy
    store: Store
    route: Route
    render: (values: TextValues) => string
    log: Log
  }): Deliver =>
  async (pending, otp) => {
    const { challengeId, name, identity, tag } = pending
    clock.after(policy.code.lifeMs, () => {
      store
        .void(challengeId, 'expired', {
          event: 'otp_expired',
          actor: 'terminal',
          subject: name,
          outcome: 'expired',
        })
        .catch((cause) => log.error('an expired code could not be written down', cause))
    })
    try {
      const minutes = Math.ceil(policy.code.lifeMs / 60_000)
      const outcome = pending.officer
        ? await route.send({ to: `+91${identity.number}`, text: render({ otp, tag, minutes }) })
        : await route.imitate()
      // A message that nobody took leaves no live code and costs no send. It is void before the window hears of it,
      // because the window then offers to send again at once.
      if (outcome.kind !== 'handed_over') {
        const entry = {
          event: 'otp_delivery',
          actor: 'terminal',
          subject: name,
          outcome: outcome.kind,
          reason: pending.officer ? outcome.trail : 'decoy',
        } as const
        if (outcome.kind === 'failed') {
          // A challenge that a newer one has ended has nothing to give back; what became of its SMS is still told.
          if (!(await store.void(challengeId, 'refused', entry))) await store.note(entry)
          pending.resendAt = clock.uptimeMs()
          pending.over = true
        } else await store.note(entry)
      }
      pending.delivery = outcome.kind
    } catch (cause) {
      pending.delivery = 'may_still_arrive'
      log.error('what became of an SMS could not be written down', cause)
    }
  }
