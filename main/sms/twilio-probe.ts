import { z } from 'zod'
import { is4xx, type Transport } from './exchange.ts'
import { type AccountReport, type Answered, askOnce, basicLogin, coded, jsonOf, type Probe } from './probe.ts'

/** Fetches the account itself. Source: www.twilio.com/docs/iam/api/account */
export const createTwilioProbe = ({
  accountSid,
  authToken,
  baseUrl = 'https://api.twilio.com',
  transport,
  deadlineMs,
}: {
  accountSid: string
  authToken: string
  baseUrl?: string | undefined
  transport: Transport
  deadlineMs?: number
}): Probe => ({
  name: 'twilio',
  ask: (signal) => {
    const url = new URL(`/2010-04-01/Accounts/${accountSid}.json`, baseUrl)
    const headers = { accept: 'application/json', authorization: basicLogin(accountSid, authToken) }
    return askOnce({ transport, request: { method: 'GET', url, headers }, judge, signal, deadlineMs })
  },
})

const judge = ({ status, body }: Answered): AccountReport | undefined => {
  const answer = jsonOf(body)
  const account = status === 200 ? accountForm.safeParse(answer).data : undefined
  if (account) {
    if (account.status !== 'active') return coded('suspended', account.status)
    return { standing: account.type === 'Trial' ? 'trial' : 'good' }
  }
  const error = errorForm.safeParse(answer).data
  if (!error || !is4xx(status)) return undefined
  // Twilio answers 20404 where the account is not that of the token.
  const wrong = status === 401 || error.code === 20404
  return coded(wrong ? 'credentials' : 'refused', error.code)
}

const accountForm = z.object({
  sid: z.string().regex(/^AC[0-9a-f]{32}$/i),
  status: z.enum(['active', 'suspended', 'closed']),
  type: z.string(),
})
const errorForm = z.object({ status: z.int(), code: z.int().min(10_000).max(99_999) })
