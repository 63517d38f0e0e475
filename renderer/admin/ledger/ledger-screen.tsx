import { useEffect } from 'react'
import { ActionButton } from '../../form/action-button.tsx'
import { DateField } from '../../form/date-field.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { SelectField } from '../../form/select-field.tsx'
import { TextField } from '../../form/text-field.tsx'
import { Late, Nothing } from '../../form/told.tsx'
import { useRoom } from '../../state/use-kept.ts'
import { useWords } from '../../words/language.tsx'
import { EntryTable } from './entry-table.tsx'
import { eventsToChoose } from './events.ts'
import { createLedgerView } from './ledger.ts'
import { LedgerProof } from './ledger-proof.tsx'
import styles from './ledger-screen.module.css'
import { type Filters, isFiltered, type Ledger } from './ledger-state.ts'

/** Who did what: newest first, filtered, checked as a whole and taken along. */
export const LedgerScreen = () => {
  const { say } = useWords()
  const { state, room } = useRoom(createLedgerView)
  useEffect(() => void room.look(), [room])
  return (
    <div className={layout.form}>
      <ScreenHeading text={say('ledger.heading')} focused />
      <LedgerProof />
      <FilterFields filters={state.filters} onFilter={room.filter} />
      {state.problem && <ProblemMessage problem={state.problem} id="ledger-problem" />}
      <Entries state={state} onOlder={room.older} />
    </div>
  )
}

const FilterFields = ({
  filters: { subject, event, day },
  onFilter,
}: {
  filters: Filters
  onFilter: (filters: Partial<Filters>) => void
}) => {
  const { say } = useWords()
  return (
    <search className={styles.filters} aria-label={say('ledger.filters')}>
      <TextField
        label={say('ledger.officer')}
        value={subject}
        autoComplete="off"
        onType={(typed) => onFilter({ subject: typed })}
      />
      <SelectField
        label={say('ledger.event')}
        none={say('ledger.anyEvent')}
        options={eventsToChoose.map((value) => ({ value, name: say(`event.${value}`) }))}
        value={event}
        onChoose={(chosen) => onFilter({ event: chosen })}
      />
      <DateField label={say('ledger.day')} value={day} onChoose={(chosen) => onFilter({ day: chosen })} />
    </search>
  )
}

const Entries = ({
  state: { filters, entries, more, asking },
  onOlder,
}: {
  state: Ledger
  onOlder: () => void
}) => {
  const { say } = useWords()
  if (!entries) return <Late>{asking && <Nothing>{say('looking')}</Nothing>}</Late>
  return (
    <>
      <p role="status" className={layout.hidden}>
        {say('ledger.shown', { count: entries.length })}
      </p>
      {entries.length === 0 ? (
        <Nothing>{isFiltered(filters) ? say('ledger.nothingFits') : say('ledger.nothing')}</Nothing>
      ) : (
        <EntryTable entries={entries} />
      )}
      {more && (
        <div className={layout.actions}>
          <ActionButton
            rank="second"
            label={say('ledger.older')}
            busy={asking === 'older'}
            onPress={onOlder}
          />
        </div>
      )}
    </>
  )
}
