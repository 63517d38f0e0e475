import type { RosterPreview } from '../../../preload/administration.ts'
import type { Answer } from '../../../preload/contract.ts'
import { type Problem, problem } from '../../login/states.ts'

/** A roster file on its way: chosen, looked at, imported. */
export type Import =
  | { at: 'choose'; looking: boolean; problem: Problem | undefined }
  | { at: 'unreadable' }
  | { at: 'refused'; preview: Extract<RosterPreview, { kind: 'refused' }> }
  | { at: 'ready'; preview: Ready; importing: boolean }
  | { at: 'done'; added: number; changed: number; unchanged: number }

type Ready = Extract<RosterPreview, { kind: 'ready' }>

export type ImportEvent =
  | { kind: 'choose_asked' }
  | { kind: 'previewed'; answer: Answer<'previewRoster'>; now: number }
  | { kind: 'import_asked' }
  | { kind: 'imported'; answer: Answer<'importRoster'>; now: number }

export const noFile: Import = { at: 'choose', looking: false, problem: undefined }

export const importStep = (state: Import, event: ImportEvent): Import => {
  switch (event.kind) {
    case 'choose_asked':
      return isWorking(state) ? state : { at: 'choose', looking: true, problem: undefined }
    case 'previewed':
      return state.at === 'choose' && state.looking ? previewed(event) : state
    case 'import_asked':
      return state.at === 'ready' && !state.importing && hasWork(state.preview)
        ? { ...state, importing: true }
        : state
    case 'imported':
      if (state.at !== 'ready' || !state.importing) return state
      return event.answer.ok
        ? { at: 'done', ...event.answer.value }
        : // A preview stands for one import only.
          { at: 'choose', looking: false, problem: problem(event.answer, event.now) }
  }
}

export const isWorking = (state: Import): boolean =>
  (state.at === 'choose' && state.looking) || (state.at === 'ready' && state.importing)

/** Whether the file says anything that the roster does not say already. */
export const hasWork = ({ addedInAll, changedInAll }: Ready): boolean => addedInAll + changedInAll > 0

const previewed = ({ answer, now }: Extract<ImportEvent, { kind: 'previewed' }>): Import => {
  if (!answer.ok) return { at: 'choose', looking: false, problem: problem(answer, now) }
  const preview = answer.value
  switch (preview.kind) {
    case 'cancelled':
      return noFile
    case 'unreadable':
      return { at: 'unreadable' }
    case 'refused':
      return { at: 'refused', preview }
    case 'ready':
      return { at: 'ready', preview, importing: false }
  }
}
