// A process with some hundreds of terminals. Does what it is told, and ends with whoever started it.
import { crowd } from './crowd.ts'
import { inTurns } from './in-turns.ts'
import type { Order, Post, Report } from './orders.ts'
import { officer } from './people.ts'
import { logged, simulatedStation } from './simulated-station.ts'
import { createTerminal } from './terminal.ts'

const say = (report: Report) => new Promise<void>((said) => process.send?.(report, () => said()))
process.on('disconnect', () => process.exit(1))
// Ctrl+C reaches every process; the one that started this one sees to its end.
process.on('SIGINT', () => undefined)

const begin = async (post: Post) => {
  let next = post.firstOfficer
  const nextOfficer = () => {
    const person = officer(next)
    next = (next + post.everyOfficer) % post.officers
    return person
  }
  const terminals = await inTurns(post.terminals, () => createTerminal(simulatedStation(post)))
  const leave = () => inTurns(terminals.length, async (number) => terminals[number]?.close())
  return { ...crowd(terminals, nextOfficer), leave }
}

let begun: ReturnType<typeof begin> | undefined
process.on('message', async (order: Order) => {
  if (order.kind === 'begin') begun = begin(order.post)
  const here = await begun
  if (order.kind === 'begin') await say({ kind: 'ready' })
  if (order.kind === 'load' && here) await say({ kind: 'measured', measured: await here.come(order.load) })
  if (order.kind === 'leave') {
    await here?.leave()
    await say({ kind: 'left', logged })
    process.exit(0)
  }
})
