import { readArguments } from '../arguments.ts'
import { foreignVariables } from '../config/environment.ts'
import type { flavour } from '../flavour.ts'
import { type Check, found, named } from './finding.ts'
import { wrongFuses } from './fuses.ts'

/** This program as it was built and started. */
export type ThisProgram = {
  version: string
  flavour: typeof flavour
  packaged: boolean
  executable: string
  /** What stands behind it on the command line. */
  args: string[]
  environment: NodeJS.ProcessEnv
}

/** Whether this is a program that belongs on a terminal, started as it should be. */
export const programChecks = ({
  version,
  flavour,
  packaged,
  executable,
  args,
  environment,
}: ThisProgram): Check[] => [
  {
    id: 'flavour',
    run: () => [found(flavour === 'release' ? 'green' : 'amber', `flavour.${flavour}`, { version })],
  },
  {
    id: 'fuses',
    run: async () => {
      if (!packaged) return [found('amber', 'fuses.unpackaged')]
      const wrong = await wrongFuses(executable)
      if (!wrong) return [found('red', 'fuses.missing')]
      return wrong.length === 0
        ? [found('green', 'fuses.set')]
        : [found('red', 'fuses.wrong', { names: named(wrong) })]
    },
  },
  {
    id: 'switches',
    run: () => {
      const given = readArguments(args, true)
      if (!('refused' in given)) return [found('green', 'switches.clean')]
      return [found(flavour === 'release' ? 'red' : 'amber', 'switches.foreign', { why: given.refused })]
    },
  },
  {
    id: 'environment',
    run: () => {
      const left = foreignVariables(environment, true).filter((name) => !setByElectron.has(name))
      const names = named(left)
      if (left.length === 0) return [found('green', 'environment.clean')]
      // In development a tester may turn the clock by such a one.
      if (packaged && left.some((name) => harmful.test(name)))
        return [found('red', 'environment.harmful', { names })]
      return [found('amber', 'environment.unknown', { names })]
    },
  },
]

/** All others were deleted at the start. */
const setByElectron = new Set(['CHROME_DESKTOP', 'FC_FONTATIONS', 'GDK_BACKEND', 'NO_AT_BRIDGE'])

/** Redirects a request, weakens TLS, prints a secret or loads foreign code. */
const harmful = /proxy|debug|ssl|tls|^(node|electron|aws|twilio|ld|dyld)_/i
