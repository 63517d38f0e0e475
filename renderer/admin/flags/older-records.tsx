import { useState } from 'react'
import { ActionButton } from '../../form/action-button.tsx'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { Question } from '../../form/question.tsx'
import { Warning } from '../../form/warning.tsx'
import { createErrand } from '../../state/errand.ts'
import { surroundings, useKept } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { useWords } from '../../words/language.tsx'

/** The records lie further back than the program left them: an administrator decides. */
export const OlderRecords = () => {
  const { say } = useWords()
  const [asked, setAsked] = useState(false)
  const [errand] = useState(() => {
    const { station, now } = surroundings()
    return createErrand({ call: (_: undefined) => answerOf(station.acceptLedger()), now })
  })
  const { doing, problem } = useKept(errand)

  const accept = () => {
    setAsked(false)
    void errand.run(undefined)
  }

  return (
    <Warning heading={say('older.heading')}>
      <p>{say('older.what')}</p>
      <p>{say('older.decide')}</p>
      {problem && <ProblemMessage problem={problem} id="older-problem" />}
      <ActionButton rank="second" label={say('older.accept')} busy={doing} onPress={() => setAsked(true)} />
      {asked && (
        <Question
          heading={say('older.question')}
          text={say('older.consequence')}
          yes={say('older.accept')}
          onYes={accept}
          onNo={() => setAsked(false)}
        />
      )}
    </Warning>
  )
}
