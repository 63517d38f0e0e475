import { useState } from 'react'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { Question } from '../../form/question.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { Told } from '../../form/told.tsx'
import { Warning } from '../../form/warning.tsx'
import { useWords } from '../../words/language.tsx'
import { OfficerRecord } from './officer-record.tsx'
import type { OfficerSheet } from './sheet.ts'
import type { Doing, Sheet } from './sheet-state.ts'

type Props = {
  state: Sheet
  sheet: OfficerSheet
  onForm: (which: 'edit' | 'mobile') => void
  onClose: () => void
}

export const OfficerView = ({ state, sheet, onForm, onClose }: Props) => {
  const { say } = useWords()
  const { officer, problem, told } = state
  return (
    <div className={layout.form}>
      <ScreenHeading text={officer.name} focused />
      {!officer.intact && (
        <Warning heading={say('byHand.heading')}>
          <p>{say('byHand.text')}</p>
          <p>{say('byHand.remedy')}</p>
        </Warning>
      )}
      {problem && <ProblemMessage problem={problem} id="officer-problem" />}
      <Told>{told && say(`told.${told}`)}</Told>
      <OfficerRecord state={state} />
      <Actions state={state} sheet={sheet} onForm={onForm} />
      <div className={layout.actions}>
        <ActionButton rank="second" label={say('officer.back')} onPress={onClose} />
      </div>
    </div>
  )
}

const Actions = ({ state, sheet, onForm }: Omit<Props, 'onClose'>) => {
  const { say } = useWords()
  const [asked, setAsked] = useState<'rescue' | 'end'>()
  const { officer, session, doing } = state
  const { name } = officer
  const active = officer.state === 'active'
  const busy = (...what: Doing[]) => doing !== undefined && what.includes(doing)
  const answer = (act: () => void) => () => {
    setAsked(undefined)
    act()
  }

  return (
    <div className={layout.actions}>
      {officer.intact && (
        <>
          <ActionButton rank="second" label={say('officer.edit')} onPress={() => onForm('edit')} />
          <ActionButton rank="second" label={say('officer.mobile')} onPress={() => onForm('mobile')} />
          <ActionButton
            rank="second"
            label={active ? say('officer.suspend') : say('officer.resume')}
            busy={busy('suspend', 'resume')}
            onPress={() => sheet.setSuspended(active)}
          />
          <ActionButton
            rank="second"
            label={say('officer.unlock')}
            busy={busy('unlock')}
            onPress={sheet.unlock}
          />
        </>
      )}
      {officer.intact && active && (
        <ActionButton
          rank="second"
          label={say('officer.rescue')}
          busy={busy('rescue')}
          onPress={() => setAsked('rescue')}
        />
      )}
      {session && session !== 'none' && (
        <ActionButton
          rank="second"
          label={say('sessions.end')}
          busy={busy('end')}
          onPress={() => setAsked('end')}
        />
      )}
      {asked === 'rescue' && (
        <Question
          heading={say('rescueQuestion.heading', { name })}
          text={say('rescueQuestion.text')}
          yes={say('rescueQuestion.yes')}
          onYes={answer(sheet.makeRescueCode)}
          onNo={() => setAsked(undefined)}
        />
      )}
      {asked === 'end' && (
        <Question
          heading={say('endQuestion.heading', { name })}
          text={say('endQuestion.text')}
          yes={say('sessions.end')}
          onYes={answer(sheet.endSession)}
          onNo={() => setAsked(undefined)}
        />
      )}
    </div>
  )
}
