import { randomUUID } from 'node:crypto'
import type { Gateway } from './gateway.ts'

/** For tests and training: prints each message on this computer. `print` takes one line. */
export const createLocalGateway = (print: (line: string) => void): Gateway => ({
  name: 'local',
  send: async ({ to, text }) => {
    print(`SMS TO: ${to}`)
    print(`MESSAGE: ${text.replaceAll('\n', ' / ')}`)
    return { kind: 'accepted', reference: randomUUID() }
  },
})
