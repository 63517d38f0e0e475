import type { Evidence, Progress } from '../ledger/verify.ts'
import type { TaskDeps } from './run-task.ts'

/** What a task checks the ledger of this terminal with. */
export const evidenceOf = ({ records, chain, signer, head }: TaskDeps['station']): Evidence => ({
  records,
  chain,
  genuine: signer.isGenuine,
  head: head.known(),
})

const longFrom = 100_000

/** Says how far a task is: each per cent to the window (`forWindow`), to people each ten of a long one. */
export const progressTo = (print: (line: string) => void, forWindow: boolean): Progress => {
  let told = -1
  return (done, of) => {
    const percent = of === 0 ? 100 : Math.floor((done / of) * 100)
    const part = forWindow ? percent : Math.floor(percent / 10)
    if (part === told) return
    told = part
    if (forWindow) print(`progress ${done} ${of}`)
    else if (of >= longFrom) print(`checked ${done} of ${of}`)
  }
}
