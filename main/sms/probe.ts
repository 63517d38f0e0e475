import { type Exchange, type HttpRequest, type Transport, within } from './exchange.ts'

/**
 * What a provider says of the account, asked by a call that sends no SMS.
 *
 * - `trial`: it sends to numbers only that were verified before. `empty`: no credit. `suspended`: by the provider.
 * - `not_allowed`: the credentials are good, the account may not ask this. `refused`: the provider says no for another reason.
 * - `reachable`: it is there, and cannot be asked more without sending.
 * - `unreachable`: nothing has left this computer. `no_answer`: nothing readable came back. `stranger`: what answers is not
 *   the provider.
 */
export type Standing =
  | 'good'
  | 'trial'
  | 'empty'
  | 'suspended'
  | 'credentials'
  | 'not_allowed'
  | 'refused'
  | 'reachable'
  | 'unreachable'
  | 'no_answer'
  | 'stranger'

/** `code` is the provider's own, or ours for the network. `dateMs` is what the clock of the provider shows. */
export type AccountReport = { standing: Standing; code?: string; dateMs?: number }

export type Probe = {
  /** Of the gateway. */
  name: string
  /** Never rejects, ends within four seconds and soon after the signal aborts. Sends one request at most. */
  ask: (signal: AbortSignal) => Promise<AccountReport>
}

export type Answered = Extract<Exchange, { kind: 'answered' }>

export const askWithinMs = 4000

/** Asks by one request. `judge` answers nothing for what is not in the provider's form. */
export const askOnce = async ({
  transport,
  request,
  judge,
  signal,
  deadlineMs = askWithinMs,
}: {
  transport: Transport
  request: HttpRequest
  judge: (answer: Answered) => AccountReport | undefined
  signal: AbortSignal
  deadlineMs?: number | undefined
}): Promise<AccountReport> => {
  let exchange: Exchange = { kind: 'no_answer', code: 'ETIMEDOUT' }
  return within({ ms: deadlineMs, signal, late: () => reportOf(exchange, judge) }, async (signal) => {
    exchange = await transport.exchange(request, signal)
    return reportOf(exchange, judge)
  })
}

/** Only the provider's own form is believed, and only its clock. */
export const reportOf = (
  exchange: Exchange | undefined,
  judge: (answer: Answered) => AccountReport | undefined,
): AccountReport => {
  switch (exchange?.kind) {
    case undefined:
      return { standing: 'unreachable', code: 'NOTHING_SENT' }
    case 'not_sent':
      return { standing: 'unreachable', code: exchange.code }
    case 'no_answer':
      return { standing: 'no_answer', code: exchange.code }
    case 'answered': {
      const report = judge(exchange)
      const code = `http_${exchange.status}`
      if (!report) return { standing: exchange.status >= 500 ? 'no_answer' : 'stranger', code }
      const dateMs = Date.parse(exchange.headers.date ?? '')
      return { ...report, ...(Number.isFinite(dateMs) && { dateMs }) }
    }
  }
}

/** Codes come from outside and are shown: a word or nothing. */
export const coded = (standing: Standing, code: string | number | undefined): AccountReport => {
  const word = String(code ?? '')
  return /^[\w.-]{1,60}$/.test(word) ? { standing, code: word } : { standing }
}

export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

export const basicLogin = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
