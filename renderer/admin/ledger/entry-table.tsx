import type { LedgerLine } from '../../../preload/administration.ts'
import { Cell, More, NumberHead, Table } from '../../form/table.tsx'
import { wallTime } from '../../time/wall-time.ts'
import { useWords } from '../../words/language.tsx'
import type { Say } from '../../words/words.ts'

export const EntryTable = ({ entries }: { entries: readonly LedgerLine[] }) => {
  const { language, say } = useWords()
  const heads = (['number', 'time', 'event', 'subject', 'actor', 'outcome'] as const).map((head) =>
    say(`entry.${head}`),
  )
  const [number = '', time = '', event = '', subject = '', actor = '', outcome = ''] = heads
  return (
    <Table label={say('ledger.heading')} heads={heads}>
      {entries.map((entry) => (
        <tr key={entry.seq}>
          <NumberHead head={number}>{entry.seq}</NumberHead>
          <Cell head={time}>{wallTime(language, entry.at)}</Cell>
          <Cell head={event}>{say(`event.${entry.event}`)}</Cell>
          <Cell head={subject} kind="loginId">
            {entry.subject}
          </Cell>
          <Cell head={actor} kind="loginId">
            {actorIn(say, entry.actor)}
          </Cell>
          <Cell head={outcome} kind="long">
            <span lang="en">{entry.outcome}</span>
            {entry.reason && <More lang="en">{shortened(entry.reason)}</More>}
          </Cell>
        </tr>
      ))}
    </Table>
  )
}

/** A login ID stands as it is; the program and the command line have no name. */
const actorIn = (say: Say, actor: string) =>
  actor === 'terminal' || actor === 'machine' ? say(`actor.${actor}`) : actor

/** The end of a long hash is of use to programs only: it stands in the export. */
const shortened = (reason: string) => reason.replace(/([0-9a-f]{8})[0-9a-f]{56}/g, '$1…')
