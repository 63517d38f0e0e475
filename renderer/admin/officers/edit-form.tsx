import { type FormEvent, useState } from 'react'
import type { OfficerLine } from '../../../preload/administration.ts'
import { ActionButton } from '../../form/action-button.tsx'
import { createForm } from '../../form/form.ts'
import layout from '../../form/layout.module.css'
import { firstWrongText } from '../../form/officer-texts.ts'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { useKept } from '../../state/use-kept.ts'
import { useWords } from '../../words/language.tsx'
import { DetailsFields, RoleField } from './details-fields.tsx'
import type { EditedDetails, OfficerSheet } from './sheet.ts'

/** Name, rank, station and role of an officer. */
export const EditForm = ({
  officer,
  overtaken,
  sheet,
  onDone,
  onClose,
}: {
  officer: OfficerLine
  overtaken: boolean
  sheet: OfficerSheet
  onDone: () => void
  onClose: () => void
}) => {
  const { say } = useWords()
  const [form] = useState(() => {
    const { name, rank, station, role } = officer
    return createForm<EditedDetails>({
      values: { name, rank, station, role },
      whose: (code, values) => (code === 'invalid_text' ? firstWrongText(values) : undefined),
      send: sheet.edit,
      now: () => performance.now(),
    })
  })
  const state = useKept(form)
  const { problem, sending, values } = state

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (await form.submit()) onDone()
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate autoComplete="off">
      <ScreenHeading text={say('officer.editHeading', { name: officer.name })} />
      {problem && problem.code !== 'invalid_text' && <ProblemMessage problem={problem} id="edit-problem" />}
      <DetailsFields form={state} newest={overtaken ? officer : undefined} focused onType={form.type} />
      <RoleField role={values.role} sending={sending} onChoose={(role) => form.type({ role })} />
      <div className={layout.actions}>
        <ActionButton label={say('officer.save')} busy={sending} />
        <ActionButton rank="second" label={say('cancel')} onPress={onClose} />
      </div>
    </form>
  )
}
