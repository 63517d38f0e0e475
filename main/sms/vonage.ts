import { z } from 'zod'
import {
  answerWithinMs,
  type Exchange,
  is2xx,
  is4xx,
  judgeUnanswered,
  type Transport,
  within,
} from './exchange.ts'
import {
  accepted,
  type Codes,
  type DeliveryReport,
  failed,
  type Gateway,
  type Handover,
  type Message,
  type Reason,
  reasonOf,
  refused,
  unknown,
  waiting,
} from './gateway.ts'
import { isGsm7 } from './gsm7.ts'

export type VonageSettings = {
  apiKey: string
  apiSecret: string
  /** The DLT header, where it is not the template's. */
  from?: string | undefined
  baseUrl?: string | undefined
  reportsUrl?: string | undefined
}

// The least and the most that Vonage takes.
const ttlMs = { least: 20_000, most: 604_800_000 }

/** Vonage's SMS API. Source: developer.vonage.com/en/api/sms; delivery: developer.vonage.com/en/api/reports */
export const createVonageGateway = ({
  apiKey,
  apiSecret,
  from,
  baseUrl = 'https://rest.nexmo.com',
  reportsUrl = 'https://api.nexmo.com',
  transport,
  deadlineMs = answerWithinMs,
}: VonageSettings & { transport: Transport; deadlineMs?: number }): Gateway => ({
  name: 'vonage',
  send: async (message, signal) => {
    let exchange: Exchange = { kind: 'no_answer', code: 'ETIMEDOUT' }
    return within({ ms: deadlineMs, signal, late: () => judgeUnanswered(exchange) }, async (signal) => {
      const url = new URL('/sms/json', baseUrl)
      const form = new URLSearchParams({
        api_key: apiKey,
        api_secret: apiSecret,
        ...fieldsOf(message, from),
      })
      exchange = await transport.exchange(
        { method: 'POST', url, headers: { accept: 'application/json', ...formType }, body: form.toString() },
        signal,
      )
      return judge(exchange)
    })
  },
  status: async (reference, signal) =>
    within({ ms: deadlineMs, signal, late: () => waiting }, async (signal) => {
      const url = new URL('/v2/reports/records', reportsUrl)
      const query = { account_id: apiKey, product: 'SMS', direction: 'outbound', id: reference }
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
      const login = Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')
      const headers = { accept: 'application/json', authorization: `Basic ${login}` }
      return deliveryOf(await transport.exchange({ method: 'GET', url, headers }, signal), reference)
    }),
})

const formType = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' }

const fieldsOf = ({ to, text, lifeMs, template }: Message, from: string | undefined) => ({
  to: to.replace('+', ''),
  from: from ?? template?.header ?? '',
  text,
  type: isGsm7(text) ? 'text' : 'unicode',
  ttl: String(Math.min(ttlMs.most, Math.max(ttlMs.least, Math.ceil(lifeMs)))),
  ...(template ? { 'entity-id': template.entityId, 'content-id': template.templateId } : {}),
})

/** Vonage says yes and no with a 200; its 4xx have a form of their own. */
const judge = (exchange: Exchange): Handover => {
  if (exchange.kind !== 'answered') return judgeUnanswered(exchange)
  const answer = parse(exchange.body)
  const parts = messagesForm.safeParse(answer).data?.messages
  if (parts && (is2xx(exchange.status) || is4xx(exchange.status))) {
    const [first] = parts
    const bad = parts.find(({ status }) => status !== '0')
    if (!bad)
      return first['message-id'] && is2xx(exchange.status)
        ? accepted(first['message-id'])
        : judgeUnanswered(exchange)
    // Some parts of a long message were taken, or Vonage does not know itself: the phone may show something.
    if (bad.status === '5' || parts.some(({ status }) => status === '0'))
      return unknown('unknown', bad.status)
    return refused(reasonOf(codes, bad.status), bad.status)
  }
  const problem = problemForm.safeParse(answer).data
  if (is4xx(exchange.status) && problem) {
    const reason = reasonByStatus[exchange.status] ?? 'unknown'
    return refused(reason, `http_${exchange.status}`)
  }
  return judgeUnanswered(exchange)
}

const deliveryOf = (exchange: Exchange, reference: string): DeliveryReport => {
  if (exchange.kind !== 'answered' || exchange.status !== 200) return waiting
  const { data } = recordsForm.safeParse(parse(exchange.body))
  const record = data?.records.find((one) => one.message_id === reference)
  switch (record?.status) {
    case 'delivered':
      return { kind: 'delivered' }
    case 'expired':
    case 'failed':
    case 'rejected':
    case 'deleted': {
      const code = record.error_code === undefined ? record.status : String(record.error_code)
      return failed(reasonOf(deliveryCodes, code), code)
    }
    default:
      return waiting
  }
}

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

const part = z.object({
  status: z.string().regex(/^\d{1,3}$/),
  'message-id': z
    .string()
    .regex(/^[\w-]{8,64}$/)
    .optional(),
})
const messagesForm = z.object({ messages: z.tuple([part], part) })
const problemForm = z.object({ type: z.url(), title: z.string() })
const recordsForm = z.object({
  records: z.array(
    z.object({
      message_id: z.string(),
      status: z.string(),
      error_code: z.union([z.string(), z.number()]).optional(),
    }),
  ),
})

const reasonByStatus: Record<number, Reason> = {
  401: 'credentials',
  402: 'quota',
  403: 'not_allowed',
  429: 'too_fast',
}

// Source: developer.vonage.com/en/api-errors/sms
const codes: Codes = {
  credentials: '4 14 32',
  too_fast: '1 10',
  number: '3 6 22 33',
  opted_out: '7',
  not_allowed: '8 11 29',
  sender_or_template: '15',
  quota: '9',
  text: '2 12',
}

// Source: "Vonage SMS DeliveryReport Error Codes and Descriptions" of Vonage's support pages; 50 to 54 are the DLT's.
const deliveryCodes: Codes = {
  number: '2 3 5 7 11 12',
  opted_out: '4 9 13 14',
  sender_or_template: '6 39 50 51 52 53 54',
  quota: '15',
  text: '10',
  network: '8 expired',
}
