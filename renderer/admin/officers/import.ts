import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { type Import, type ImportEvent, importStep, noFile } from './import-state.ts'

/** What was previewed is what is imported: the file is named by the token that came with its preview. */
export const createImport = ({ station, now }: Surroundings) => {
  const { state, subscribe, tell } = keepState<Import, ImportEvent>({ first: noFile, reduce: importStep })
  return {
    state,
    subscribe,
    choose: async () => {
      if (!tell({ kind: 'choose_asked' })) return
      tell({ kind: 'previewed', answer: await answerOf(station.previewRoster()), now: now() })
    },
    /** Answers whether the roster has changed. */
    importNow: async (): Promise<boolean> => {
      const before = state()
      if (before.at !== 'ready' || !tell({ kind: 'import_asked' })) return false
      const answer = await answerOf(station.importRoster({ token: before.preview.token }))
      tell({ kind: 'imported', answer, now: now() })
      return answer.ok
    },
  }
}
