import { readArguments } from '../arguments.ts'
import { foreignVariables } from '../config/environment.ts'
import type { Flavour } from '../flavour.ts'
import { type Check, found, named } from './finding.ts'
import { wrongFuses } from './fuses.ts'

/** This program as it was built and started. */
export type ThisProgram = {
  version: string
  flavour: Flavour
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
      return [found(packaged ? 'red' : 'amber', 'switches.foreign', { why: given.refused })]
    },
  },
  {
    id: 'environment',
    run: () => {
      // Of a clock that a tester turns as well.
      const names = foreignVariables(environment, true)
      if (names.length === 0) return [found('green', 'environment.clean')]
      return [found(packaged ? 'red' : 'amber', 'environment.left', { names: named(names) })]
    },
  },
]
