// The longest stall of a loop that only writes, and waits for the disk, as often and as much as somebody who signs in and out.
import { fsyncSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate, setTimeout } from 'node:timers/promises'

const [dir = '', minuteMs, pauseMs] = process.argv.slice(2)
/** A commit of a sign-in: 12 pages of the log. */
const pages = Buffer.alloc(12 * 4096, 1)

const file = openSync(join(dir, 'bare'), 'w')
const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
for (let turn = 0; turn < Number(minuteMs) / Number(pauseMs); turn += 1) {
  for (let commit = 0; commit < 3; commit += 1) {
    await setImmediate()
    // From the start again each time, as the log is once it has been written back.
    writeSync(file, pages, 0, pages.length, commit * pages.length)
    // As this build of SQLite waits: for the file's times, too.
    fsyncSync(file)
  }
  await setTimeout(Number(pauseMs))
}
delay.disable()
console.log(delay.max / 1e6)
