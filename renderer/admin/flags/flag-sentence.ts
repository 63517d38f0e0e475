import type { Flag } from '../../../preload/administration.ts'
import { durationIn } from '../../time/duration.ts'
import type { Say } from '../../words/words.ts'

/** What was unusual, about whom. `reason` is a fact that the main process wrote down; what it is not, is left out. */
export const flagSentence = (say: Say, { kind, subject, reason = '' }: Flag): string => {
  switch (kind) {
    case 'row_changed':
      return subject === 'roster' ? say('flag.roster_changed') : say('flag.row_changed', { subject })
    case 'clock_jump':
      return say(reason.startsWith('-') ? 'flag.clock_back' : 'flag.clock_forward', {
        by: durationIn(say, Number(reason.match(/\d+/)?.[0] ?? 0)),
      })
    case 'few_verified': {
      const [, used, sent] = reason.match(/(\d+) of (\d+)/) ?? []
      return used !== undefined && sent !== undefined
        ? say('flag.few_verified', { used, sent })
        : say('flag.few_verified_plain')
    }
    case 'rescue_code': {
      const by = reason.replace(/^by /, '')
      return by === '' || by === 'machine'
        ? say('flag.rescue_by_machine', { subject })
        : say('flag.rescue_code', { subject, by })
    }
    case 'locked':
    case 'success_after_failures':
    case 'ledger_behind':
      return say(`flag.${kind}`, { subject })
  }
}
