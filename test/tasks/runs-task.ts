// Runs one task on a data folder as the program does from its command line, and ends with its exit code.
import { readArguments } from '../../main/arguments.ts'
import { systemClock } from '../../main/clock.ts'
import { openStation } from '../../main/compose.ts'
import { maskedLog } from '../../main/log.ts'
import { problemOf } from '../../main/problem.ts'
import { work } from '../../main/work.ts'
import { testSurroundings } from '../station.ts'

const [home = '', ...args] = process.argv.slice(2)
const given = readArguments(args, true)
if ('refused' in given || !given.task) process.exit(64)
const log = maskedLog(() => undefined)
process.exitCode = await work({
  task: given.task,
  out: given.out,
  ...testSurroundings(),
  input: given.input,
  home,
  open: (prepared) =>
    openStation({ ...prepared, machine: 'this machine', home, clock: systemClock('boot-1'), log }),
  report: problemOf,
  development: true,
  log,
})
