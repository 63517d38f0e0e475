import { useState } from 'react'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ProgressLine } from '../../form/progress-line.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { Told } from '../../form/told.tsx'
import { createErrand } from '../../state/errand.ts'
import { surroundings, useKept, useRoom } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { useWords } from '../../words/language.tsx'
import { countOf } from '../../words/number.ts'
import { createImport } from './import.ts'
import { hasWork, type Import, isWorking } from './import-state.ts'
import { Preview, Refused } from './preview.tsx'

/** The roster from a file, and to one. */
export const ImportScreen = ({ onImported, onClose }: { onImported: () => void; onClose: () => void }) => {
  const { say } = useWords()
  const { state, room } = useRoom(createImport)

  const importNow = async () => {
    if (await room.importNow()) onImported()
  }

  return (
    <div className={layout.form}>
      <ScreenHeading text={say('import.heading')} focused />
      <p className={layout.lead}>{say('import.lead')}</p>
      <Outcome state={state} />
      {isWorking(state) && (
        <ProgressLine label={state.at === 'ready' ? say('import.importing') : say('import.reading')} />
      )}
      <div className={layout.actions}>
        {state.at === 'ready' && hasWork(state.preview) && (
          <ActionButton label={say('import.import')} busy={state.importing} onPress={importNow} />
        )}
        <ActionButton
          rank={state.at === 'ready' && hasWork(state.preview) ? 'second' : 'first'}
          label={state.at === 'choose' ? say('import.choose') : say('import.chooseAgain')}
          busy={state.at === 'choose' && state.looking}
          blocked={state.at === 'ready' && state.importing}
          onPress={room.choose}
        />
      </div>
      <Export />
      <div className={layout.actions}>
        <ActionButton rank="second" label={say('officer.back')} onPress={onClose} />
      </div>
    </div>
  )
}

const Outcome = ({ state }: { state: Import }) => {
  const { say } = useWords()
  switch (state.at) {
    case 'choose':
      return state.problem && <ProblemMessage problem={state.problem} id="import-problem" />
    case 'unreadable':
      return <ProblemMessage problem={{ code: 'file_unusable' }} id="import-problem" />
    case 'refused':
      return <Refused preview={state.preview} />
    case 'ready':
      return <Preview preview={state.preview} />
    case 'done':
      return (
        <Told>
          {say('import.done', {
            added: countOf(state.added),
            changed: countOf(state.changed),
            unchanged: countOf(state.unchanged),
          })}
        </Told>
      )
  }
}

const Export = () => {
  const { say } = useWords()
  const [errand] = useState(() => {
    const { station, now } = surroundings()
    return createErrand({ call: (_: undefined) => answerOf(station.exportRoster()), now })
  })
  const { doing, value, problem } = useKept(errand)
  return (
    <section className={layout.section} aria-labelledby="roster-export">
      <h2 id="roster-export">{say('export.rosterHeading')}</h2>
      <p>{say('export.rosterText')}</p>
      {problem && <ProblemMessage problem={problem} id="export-problem" />}
      <Told>{value?.file && say('export.saved', { file: value.file })}</Told>
      <div className={layout.actions}>
        <ActionButton
          rank="second"
          label={say('export.roster')}
          busy={doing}
          onPress={() => errand.run(undefined)}
        />
      </div>
    </section>
  )
}
