import { z } from 'zod'
import { is4xx, type Transport } from './exchange.ts'
import { type AccountReport, type Answered, askOnce, basicLogin, coded, jsonOf, type Probe } from './probe.ts'

/** Asks for the balance. Source: developer.vonage.com/en/api/account */
export const createVonageProbe = ({
  apiKey,
  apiSecret,
  baseUrl = 'https://rest.nexmo.com',
  transport,
  deadlineMs,
}: {
  apiKey: string
  apiSecret: string
  baseUrl?: string | undefined
  transport: Transport
  deadlineMs?: number
}): Probe => ({
  name: 'vonage',
  ask: (signal) => {
    const url = new URL('/account/get-balance', baseUrl)
    const headers = { accept: 'application/json', authorization: basicLogin(apiKey, apiSecret) }
    return askOnce({ transport, request: { method: 'GET', url, headers }, judge, signal, deadlineMs })
  },
})

const judge = ({ status, body }: Answered): AccountReport | undefined => {
  const answer = jsonOf(body)
  const balance = status === 200 ? balanceForm.safeParse(answer).data : undefined
  if (balance) return { standing: balance.value > 0 || balance.autoReload === true ? 'good' : 'empty' }
  const error = errorForm.safeParse(answer).data
  if (!error || !is4xx(status)) return undefined
  return coded(status === 401 ? 'credentials' : 'refused', status)
}

const balanceForm = z.object({ value: z.number(), autoReload: z.boolean().optional() })
const errorForm = z.union([
  z.object({ 'error-code': z.string() }),
  z.object({ type: z.string(), title: z.string() }),
])
