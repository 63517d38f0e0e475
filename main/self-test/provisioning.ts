import { readdirSync } from 'node:fs'
import type { Applied } from '../kit/kit-state.ts'
import type { Problem } from '../problem.ts'
import { type Check, type Finding, found } from './finding.ts'

/** Whether the terminal is set up as its configuration and its newest kit say, and nothing waits to be taken. */
export const provisioningChecks = ({
  account,
  packaged,
  applied,
  kitTrouble,
  inbox,
}: {
  /** Of the configuration. */
  account: string | undefined
  packaged: boolean
  applied: () => Promise<Applied | 'changed' | undefined>
  kitTrouble: Problem | undefined
  inbox: string
}): Check[] => [
  {
    id: 'account',
    // Under another one the program does not come so far.
    run: () => {
      if (account !== undefined) return [found('green', 'account.named', { account })]
      return [found(packaged ? 'amber' : 'green', 'account.none')]
    },
  },
  {
    id: 'kit',
    run: async () => {
      const kit = await applied()
      if (kitTrouble) return [found('red', 'kit.trouble', { what: kitTrouble.details.join('; ') })]
      if (kit === undefined || kit === 'changed') return [found('green', 'kit.none')]
      return [found('green', 'kit.installed', { serial: kit.serial })]
    },
  },
  { id: 'inbox', run: () => [lyingIn(inbox)] },
]

const lyingIn = (inbox: string): Finding => {
  const names = namesIn(inbox)
  if (!names) return found('red', 'inbox.closed', { inbox })
  const refused = names.filter((name) => name.endsWith('.refused'))
  if (refused.length > 0) return found('amber', 'inbox.refused', { inbox, names: refused.join(', ') })
  if (names.length > 0) return found('amber', 'inbox.waiting', { inbox, names: names.join(', ') })
  return found('green', 'inbox.empty', { inbox })
}

/** None where there is no such folder. */
const namesIn = (folder: string): string[] | undefined => {
  try {
    return readdirSync(folder).sort()
  } catch (cause) {
    return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT' ? [] : undefined
  }
}
