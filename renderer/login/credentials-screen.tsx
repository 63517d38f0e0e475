import { type FormEvent, useId } from 'react'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ProblemMessage } from '../form/problem-message.tsx'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { TextField } from '../form/text-field.tsx'
import { useWords } from '../words/language.tsx'
import styles from './credentials-screen.module.css'
import { farewellIn } from './farewell.ts'
import type { Credentials, Details } from './states.ts'

type Props = { state: Credentials; onType: (details: Partial<Details>) => void; onSend: () => void }

export const CredentialsScreen = ({ state, onType, onSend }: Props) => {
  const words = useWords()
  const { say } = words
  const id = useId()
  const { details, sending, problem, farewell } = state
  const wrongId = problem?.code === 'invalid_login_id' ? problem : undefined
  const wrongNumber = problem?.code === 'invalid_mobile' ? problem : undefined
  const general = wrongId || wrongNumber ? undefined : problem

  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSend()
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate autoComplete="off">
      <ScreenHeading text={say('credentials.heading')} />
      {farewell ? (
        <p role="status" id={`${id}-farewell`} className={styles.farewell}>
          {farewellIn(words, farewell, { now: performance.now(), wallNow: Date.now() })}
        </p>
      ) : (
        <p className={layout.lead}>{say('credentials.lead')}</p>
      )}
      <TextField
        label={say('credentials.loginId')}
        value={details.loginId}
        problem={wrongId}
        focused
        readOnly={sending}
        autoComplete="off"
        describedBy={farewell && `${id}-farewell`}
        onType={(loginId) => onType({ loginId })}
      />
      <TextField
        label={say('credentials.mobileNumber')}
        hint={say('credentials.mobileHint')}
        value={details.mobileNumber}
        problem={wrongNumber}
        readOnly={sending}
        inputMode="tel"
        autoComplete="off"
        onType={(mobileNumber) => onType({ mobileNumber })}
      />
      {general && <ProblemMessage problem={general} id={`${id}-problem`} />}
      <div className={layout.actions}>
        <ActionButton
          label={say('credentials.send')}
          busy={sending}
          {...(general && { describedBy: `${id}-problem` })}
        />
      </div>
    </form>
  )
}
