import { type FormEvent, useState } from 'react'
import type { Role } from '../../../preload/call.ts'
import { ActionButton } from '../../form/action-button.tsx'
import { createForm } from '../../form/form.ts'
import layout from '../../form/layout.module.css'
import { firstWrongText, type OfficerTexts } from '../../form/officer-texts.ts'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { TextField } from '../../form/text-field.tsx'
import type { ProblemCode } from '../../login/states.ts'
import { surroundings, useKept } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { useWords } from '../../words/language.tsx'
import { DetailsFields, RoleField } from './details-fields.tsx'

type Enrolment = OfficerTexts & { loginId: string; mobileNumber: string; role: Role }

const blank: Enrolment = { loginId: '', mobileNumber: '', name: '', rank: '', station: '', role: 'officer' }

/** Puts a new officer on the roster. */
export const EnrolForm = ({
  onDone,
  onClose,
}: {
  onDone: (typedLoginId: string) => void
  onClose: () => void
}) => {
  const { say } = useWords()
  const [form] = useState(() => {
    const { station, now } = surroundings()
    return createForm({ values: blank, whose, send: (each) => answerOf(station.enrolOfficer(each)), now })
  })
  const state = useKept(form)
  const { problem, sending, values } = state
  const field = problem && whose(problem.code, values)
  const problemOf = (name: keyof Enrolment) => (field === name ? problem : undefined)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (await form.submit()) onDone(values.loginId)
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate autoComplete="off">
      <ScreenHeading text={say('enrol.heading')} />
      <TextField
        label={say('credentials.loginId')}
        hint={say('enrol.loginIdHint')}
        value={values.loginId}
        problem={problemOf('loginId')}
        focused
        readOnly={sending}
        autoComplete="off"
        onType={(loginId) => form.type({ loginId })}
      />
      <DetailsFields form={state} onType={form.type} />
      <TextField
        label={say('credentials.mobileNumber')}
        hint={say('enrol.mobileHint')}
        value={values.mobileNumber}
        problem={problemOf('mobileNumber')}
        readOnly={sending}
        inputMode="tel"
        autoComplete="off"
        onType={(mobileNumber) => form.type({ mobileNumber })}
      />
      <RoleField role={values.role} sending={sending} onChoose={(role) => form.type({ role })} />
      {problem && !field && <ProblemMessage problem={problem} id="enrol-problem" />}
      <div className={layout.actions}>
        <ActionButton label={say('enrol.enrol')} busy={sending} />
        <ActionButton rank="second" label={say('cancel')} onPress={onClose} />
      </div>
    </form>
  )
}

const whose = (code: ProblemCode, values: Enrolment): keyof Enrolment | undefined => {
  if (code === 'invalid_login_id' || code === 'already_enrolled') return 'loginId'
  if (code === 'invalid_mobile') return 'mobileNumber'
  return code === 'invalid_text' ? firstWrongText(values) : undefined
}
