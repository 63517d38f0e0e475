import { z } from 'zod'
import { oneExchange, type Transport, within } from './exchange.ts'
import { type AccountReport, type Answered, askWithinMs, coded, type Probe, reportOf } from './probe.ts'
import {
  createSnsClient,
  credentialCodes,
  notAllowedCodes,
  type SnsAccount,
  snsErrorOf,
} from './sns-client.ts'

/**
 * Asks whether the account is still in the sandbox for SMS; needs the permission sns:GetSMSSandboxAccountStatus.
 * Source: docs.aws.amazon.com/sns/latest/api/API_GetSMSSandboxAccountStatus.html
 */
export const createSnsProbe = ({
  transport,
  deadlineMs = askWithinMs,
  ...account
}: SnsAccount & { transport: Transport; deadlineMs?: number }): Probe => ({
  name: 'aws',
  ask: async (signal) => {
    const exchange = oneExchange(transport)
    const late = () => reportOf(exchange.seen(), judgeWith(undefined))
    return within({ ms: deadlineMs, signal, late }, async (signal) => {
      const client = await createSnsClient({ ...account, exchange, signal })
      const { GetSMSSandboxAccountStatusCommand } = await import('@aws-sdk/client-sns')
      const answer: unknown = await client
        .send(new GetSMSSandboxAccountStatusCommand({}))
        .catch((cause: unknown) => cause)
      return reportOf(exchange.seen(), judgeWith(answer))
    })
  },
})

/** `answer` is what the SDK resolved or rejected with; it is believed only as far as the exchange bears it out. */
const judgeWith =
  (answer: unknown) =>
  (exchange: Answered): AccountReport | undefined => {
    const status = exchange.status === 200 ? statusForm.safeParse(answer).data : undefined
    if (status) return { standing: status.IsInSandbox ? 'trial' : 'good' }
    const error = snsErrorOf(exchange, answer)
    if (!error) return undefined
    if (credentialCodes.split(' ').includes(error.code)) return coded('credentials', error.code)
    if (notAllowedCodes.split(' ').includes(error.code)) return coded('not_allowed', error.code)
    return coded('refused', error.code)
  }

const statusForm = z.object({ IsInSandbox: z.boolean() })
