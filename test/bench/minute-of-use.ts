// The longest stall of the event loop in a minute of use, in a process of its own: the rounds before it leave behind what no limit of a
// real terminal would let it remember.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout } from 'node:timers/promises'
import { openBenchStation } from './bench-station.ts'
import { signInAndOut } from './sign-in-and-out.ts'

const [dir = '', size, minuteMs, pauseMs] = process.argv.slice(2)
const bench = await openBenchStation({ dir, sync: 'FULL' })
const signIn = signInAndOut({ ...bench, call: bench.callInTurn }, Number(size))
// What is loaded with the first use comes from many files here, and from one in the program.
await signIn(1)
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
for (let turn = 0; turn < Number(minuteMs) / Number(pauseMs); turn += 1) {
  // Another one each time, who lies anywhere in the roster.
  await signIn(((turn * 7919) % Number(size)) + 1)
  if (turn % 10 === 0) await bench.station.store.findOfficers({ text: 'nobody at all', after: '', most: 51 })
  await setTimeout(Number(pauseMs))
}
delay.disable()
await bench.close()
console.log(delay.max / 1e6)
