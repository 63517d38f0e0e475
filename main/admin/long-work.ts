import { basename, resolve, sep } from 'node:path'
import type { Saved } from '../../preload/administration.ts'
import type { Result } from '../../preload/call.ts'
import type { Notice } from '../../preload/contract.ts'
import type { LedgerEntry } from '../ledger/entry.ts'
import type { Store } from '../store/store.ts'
import { notAllowed, type StillHere } from './acting.ts'
import type { ChildEnd, ChildTask } from './child-task.ts'

/** What the window may ask its user. Both answer nothing where he thinks better of it. */
export type FileQuestions = {
  /** A file to read, with this ending. */
  chooseFile: (ending: string) => Promise<string | undefined>
  /** A file to write; `name` is what it is called first. */
  saveFile: (name: string) => Promise<string | undefined>
}

type Refused<Code extends string> = { ok: false; code: Code }

/** Work that takes long: one piece at a time, as a task in a process of its own, while the window hears how far it is. */
export type LongWork = {
  run: (switches: string[]) => Promise<ChildEnd>
  /** Answers `busy` while another piece is under way. */
  alone: <Answer>(work: () => Promise<Answer>) => Promise<Answer | Refused<'busy'>>
  /** Asks for a file and lets a task write it; `asked` is the entry of that, which the task cannot write: it does not know who asked. */
  save: (wanted: {
    name: string
    switches: (file: string) => string[]
    stillHere: StillHere
    asked: LedgerEntry
  }) => Promise<Result<Saved, 'file_unusable' | 'not_allowed'>>
}

export const createLongWork = ({
  store,
  childTask,
  questions,
  home,
  notify,
}: {
  store: Pick<Store, 'note'>
  childTask: ChildTask
  questions: FileQuestions
  /** The data folder: nothing that the window is told to write goes there. */
  home: string
  notify: (notice: Notice) => void
}): LongWork => {
  let busy = false
  const run: LongWork['run'] = (switches) =>
    childTask([...switches, '--progress'], (done, of) => notify({ kind: 'progress', done, of }))
  return {
    run,
    alone: async (work) => {
      if (busy) return { ok: false, code: 'busy' }
      busy = true
      try {
        return await work()
      } finally {
        busy = false
      }
    },
    save: async ({ name, switches, stillHere, asked }) => {
      const file = await questions.saveFile(name)
      if (file === undefined) return { ok: true, value: {} }
      // The question stays when a session ends, and whoever comes next could answer it.
      if (!(await stillHere())) return notAllowed
      if (liesIn(home, file)) return { ok: false, code: 'file_unusable' }
      await store.note(asked)
      const { code, said } = await run(switches(file))
      if (code === 0) return { ok: true, value: { file: basename(file) } }
      if (code === 1) return { ok: false, code: 'file_unusable' }
      throw new Error(`the task ended with ${code}: ${said}`)
    },
  }
}

const liesIn = (folder: string, file: string) => resolve(file).startsWith(resolve(folder) + sep)
