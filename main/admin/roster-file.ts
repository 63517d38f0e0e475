import { basename } from 'node:path'
import { z } from 'zod'
import { rosterMistakes } from '../../preload/administration.ts'
import type { Handlers } from '../../preload/contract.ts'
import type { Clock } from '../clock.ts'
import { newId } from '../login/new-id.ts'
import type { Store } from '../store/store.ts'
import { type Acting, notAllowed } from './acting.ts'
import type { FileQuestions, LongWork } from './long-work.ts'

const refusedLine = z.object({
  line: z.int(),
  what: z.enum(rosterMistakes),
  about: z.string().exactOptional(),
})

/** What `--import-roster FILE --preview` prints as its last line. */
const previewSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('unreadable') }),
  z.object({ kind: z.literal('refused'), refused: z.array(refusedLine), mistakes: z.int() }),
  z.object({
    kind: z.literal('ready'),
    sha256: z.string(),
    added: z.array(z.string()),
    changed: z.array(z.string()),
    unchanged: z.int(),
    addedInAll: z.int(),
    changedInAll: z.int(),
  }),
])

/** And what the import itself prints. */
const importSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('imported'), added: z.int(), changed: z.int(), unchanged: z.int() }),
  z.object({ kind: z.enum(['stale', 'last_administrator', 'unreadable', 'other_file']) }),
  z.object({ kind: z.literal('refused') }),
])

/** A roster file from the window: looked at first, then imported as it was looked at. */
export const createRosterFileCalls = ({
  acting,
  store,
  clock,
  work,
  questions,
}: {
  acting: Acting
  store: Pick<Store, 'note'>
  clock: Clock
  work: LongWork
  questions: Pick<FileQuestions, 'chooseFile'>
}): Pick<Handlers, 'previewRoster' | 'importRoster' | 'exportRoster'> => {
  // The last one that was looked at, and by whom.
  let previewed: { token: string; file: string; sha256: string; actor: string } | undefined

  return {
    previewRoster: acting((_input, actor, stillHere) =>
      work.alone(async () => {
        const file = await questions.chooseFile('csv')
        if (file === undefined) return { ok: true, value: { kind: 'cancelled' } }
        if (!(await stillHere())) return notAllowed
        const { said } = await work.run(['--import-roster', file, '--preview'])
        const preview = previewSchema.parse(JSON.parse(said))
        if (preview.kind !== 'ready') return { ok: true, value: preview }
        const { sha256, ...ready } = preview
        const token = newId(clock.wallMs())
        previewed = { token, file, sha256, actor }
        return { ok: true, value: { ...ready, token, file: basename(file) } }
      }),
    ),
    importRoster: acting(({ token }, actor) =>
      work.alone(async () => {
        const wanted = previewed
        if (wanted?.token !== token || wanted.actor !== actor) return { ok: false, code: 'file_unusable' }
        previewed = undefined
        const { file, sha256 } = wanted
        // The task does not know who asked for it.
        const asked = { actor, subject: 'roster', outcome: 'asked' }
        await store.note({ event: 'roster_import', ...asked, reason: `sha256 ${sha256}` })
        const { said } = await work.run(['--import-roster', file, '--expect', sha256])
        const outcome = importSchema.parse(JSON.parse(said))
        switch (outcome.kind) {
          case 'imported': {
            const { kind: _, ...value } = outcome
            return { ok: true, value }
          }
          case 'stale':
          case 'last_administrator':
            return { ok: false, code: outcome.kind }
          case 'unreadable':
          case 'other_file':
          case 'refused':
            return { ok: false, code: 'file_unusable' }
        }
      }),
    ),
    exportRoster: acting((_input, actor, stillHere) =>
      work.alone(() =>
        work.save({
          name: 'roster.csv',
          switches: (file) => ['--export-roster', file],
          stillHere,
          asked: { event: 'roster_export', actor, subject: 'roster', outcome: 'asked' },
        }),
      ),
    ),
  }
}
