import type { Transport } from './exchange.ts'
import { askOnce, coded, type Probe } from './probe.ts'

/**
 * Such gateways can be asked nothing but to send. So this shows only that the server is there, with a certificate that is
 * trusted: a HEAD without fields, account or text.
 */
export const createHttpsProbe = ({
  url,
  transport,
  deadlineMs,
}: {
  url: string
  transport: Transport
  deadlineMs?: number
}): Probe => ({
  name: 'https',
  ask: (signal) =>
    askOnce({
      transport,
      request: { method: 'HEAD', url: new URL(url), headers: {} },
      // Who sends elsewhere is not the gateway, which is asked without redirects.
      judge: ({ status }) =>
        status >= 300 && status < 400 ? undefined : coded('reachable', `http_${status}`),
      signal,
      deadlineMs,
    }),
})
