import { type FormEvent, useEffect, useId, useRef, useState } from 'react'
import type { OfficerLine } from '../../../preload/administration.ts'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { TextField } from '../../form/text-field.tsx'
import { CodeEntry, goBackTo, isWrong } from '../../login/code-entry.tsx'
import { isOver } from '../../login/code-state.ts'
import { ResendWait } from '../../login/resend-wait.tsx'
import { surroundings, useKept } from '../../state/use-kept.ts'
import { useSecondsLeft } from '../../time/seconds-left.ts'
import { useWords } from '../../words/language.tsx'
import { createMobileChange } from './mobile.ts'
import styles from './mobile-form.module.css'
import type { OfficerSheet } from './sheet.ts'

/** A new mobile number: whoever changes it could sign in as this officer, so the administrator shows that it is he. */
export const MobileForm = ({
  officer,
  sheet,
  onDone,
  onClose,
}: {
  officer: OfficerLine
  sheet: OfficerSheet
  onDone: () => void
  onClose: () => void
}) => {
  const { say } = useWords()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [room] = useState(() => createMobileChange(surroundings(), sheet.changeMobile))
  const { number, asking, code, problem } = useKept(room)
  // Renders again when the time is up.
  useSecondsLeft(code?.expiresAt)
  useEffect(() => room.leave, [room])

  const ofNumber = problem?.code === 'invalid_mobile' ? problem : undefined
  const changing = code?.pending?.call === 'verify'

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (!code) return room.askForCode()
    if (isWrong(code)) goBackTo(field.current)
    if (await room.change()) onDone()
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate autoComplete="off">
      <ScreenHeading text={say('mobile.heading', { name: officer.name })} />
      <p className={layout.lead}>
        {say('mobile.now', { loginId: officer.loginId, number: officer.maskedNumber })}
      </p>
      {!code && (
        <ol className={styles.steps}>
          {(['number', 'code', 'change'] as const).map((step) => (
            <li key={step}>{say(`mobileStep.${step}`)}</li>
          ))}
        </ol>
      )}
      {problem && !ofNumber && <ProblemMessage problem={problem} id={`${id}-general`} />}
      <TextField
        label={say('mobile.new')}
        hint={say('enrol.mobileHint')}
        value={number}
        problem={ofNumber}
        focused
        readOnly={asking || changing}
        inputMode="tel"
        autoComplete="off"
        onType={room.typeNumber}
      />
      {code ? (
        <>
          <CodeEntry
            key={code.challengeId}
            state={code}
            id={id}
            field={field}
            onType={room.typeCode}
            onPaste={room.pasteCode}
          />
          <div className={layout.actions}>
            <ActionButton
              label={say('mobile.change')}
              busy={changing}
              blocked={isOver(code, performance.now())}
            />
            <ResendWait state={code} id={`${id}-wait`} onResend={room.askForCode} />
            <ActionButton rank="second" label={say('cancel')} onPress={onClose} />
          </div>
        </>
      ) : (
        <div className={layout.actions}>
          <ActionButton label={say('mobile.send')} busy={asking} />
          <ActionButton rank="second" label={say('cancel')} onPress={onClose} />
        </div>
      )}
    </form>
  )
}
