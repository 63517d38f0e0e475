import {
  answerWithinMs,
  type Exchange,
  type HttpRequest,
  is2xx,
  is4xx,
  judgeUnanswered,
  type Transport,
  within,
} from './exchange.ts'
import { type Account, fill, type Missing } from './fields.ts'
import {
  accepted,
  type Gateway,
  type Handover,
  type Message,
  type Reason,
  refused,
  unknown,
} from './gateway.ts'
import { matchPatterns } from './patterns.ts'

export type HttpsSettings = Account & {
  url: string
  method: 'GET' | 'POST'
  /** How the fields are written: as a form (GET: into the address), or as one flat JSON object. */
  encoding: 'form' | 'json'
  headers: Record<string, string>
  fields: Record<string, string>
  /** Regular expressions: what an answer says when the message was taken, and where (one group) its id stands. */
  success: string
  messageId: string
  /** What an answer says when it was not. A group, where there is one, is the gateway's own code. */
  refused: { pattern: string; reason: Reason }[]
}

/** Any gateway that takes a message by one HTTPS request: NIC, C-DAC Mobile Seva, most Indian aggregators. */
export const createHttpsGateway = ({
  transport,
  deadlineMs = answerWithinMs,
  ...settings
}: HttpsSettings & { transport: Transport; deadlineMs?: number }): Gateway => ({
  name: 'https',
  send: async (message, signal) => {
    let exchange: Exchange | undefined
    return within({ ms: deadlineMs, signal, late: () => judgeUnanswered(exchange) }, async (signal) => {
      const request = requestOf(settings, message)
      if ('missing' in request) return refused(request.missing, 'NOT_SET')
      exchange = { kind: 'no_answer', code: 'ETIMEDOUT' }
      exchange = await transport.exchange(request, signal)
      return judge(exchange, settings)
    })
  },
})

const requestOf = (settings: HttpsSettings, message: Message): HttpRequest | Missing => {
  const headers = fillAll(settings.headers, settings, message)
  const fields = fillAll(settings.fields, settings, message)
  if (!headers.ok) return headers.missing
  if (!fields.ok) return fields.missing
  // A secret that was pasted with its line break must not become a header of its own. One with a curly quote never leaves
  // this computer, and that is not the network's fault.
  if (Object.values(headers.filled).some((value) => /[^\x20-\x7e\x80-\xff]/.test(value)))
    return { missing: 'credentials' }
  const url = new URL(settings.url)
  if (settings.method === 'GET') {
    for (const [name, value] of Object.entries(fields.filled)) url.searchParams.append(name, value)
    return { method: 'GET', url, headers: headers.filled }
  }
  const json = settings.encoding === 'json'
  return {
    method: 'POST',
    url,
    headers: { ...headers.filled, 'content-type': json ? jsonType : formType },
    body: json ? JSON.stringify(fields.filled) : new URLSearchParams(fields.filled).toString(),
  }
}

const jsonType = 'application/json; charset=utf-8'
const formType = 'application/x-www-form-urlencoded; charset=utf-8'

const fillAll = (
  texts: Record<string, string>,
  account: Account,
  message: Message,
): { ok: true; filled: Record<string, string> } | { ok: false; missing: Missing } => {
  const filled: Record<string, string> = {}
  for (const [name, text] of Object.entries(texts)) {
    const value = fill(text, account, message)
    if (typeof value !== 'string') return { ok: false, missing: value }
    filled[name] = value
  }
  return { ok: true, filled }
}

/** Such gateways often say no with a 200. Without a pattern that fits, or with two that disagree, nothing is certain. */
const judge = (exchange: Exchange, settings: HttpsSettings): Handover => {
  if (exchange.kind !== 'answered') return judgeUnanswered(exchange)
  if (!is2xx(exchange.status) && !is4xx(exchange.status)) return judgeUnanswered(exchange)
  const patterns = [settings.success, settings.messageId, ...settings.refused.map(({ pattern }) => pattern)]
  const found = matchPatterns(exchange.body, patterns)
  if (!found) return unknown('unknown', 'PATTERN_TOO_SLOW')
  const [success, messageId, ...refusals] = found
  const at = refusals.findIndex((match) => match !== null)
  const refusal = settings.refused[at]
  const id = messageId?.[1]?.trim() ?? ''
  if (is2xx(exchange.status) && success && !refusal && /^[\w.:-]{1,128}$/.test(id)) return accepted(id)
  if (refusal && !success) return refused(refusal.reason, refusals[at]?.[1])
  return judgeUnanswered(exchange)
}
