import { type FormEvent, useEffect, useState } from 'react'
import { ActionButton } from '../form/action-button.tsx'
import { createForm } from '../form/form.ts'
import layout from '../form/layout.module.css'
import { ProblemMessage } from '../form/problem-message.tsx'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { TextField } from '../form/text-field.tsx'
import { surroundings, useKept } from '../state/use-kept.ts'
import { answerOf } from '../station.ts'
import { useWords } from '../words/language.tsx'
import { blank, fieldNames, fieldOf } from './set-up-fields.ts'

/** While nobody is on the roster: whoever holds the code that the machine printed becomes the first administrator. */
export const SetUpScreen = ({
  onDone,
  onOver,
}: {
  onDone: () => void
  /** Must stay the same function: told once, when this screen has gone. */
  onOver: () => void
}) => {
  const { say } = useWords()
  const [form] = useState(() => {
    const { station, now } = surroundings()
    return createForm({
      values: blank,
      whose: fieldOf,
      send: (values) => answerOf(station.setUp(values)),
      now,
    })
  })
  const { values, sending, problem } = useKept(form)
  const wrong = problem && fieldOf(problem.code, values)

  useEffect(() => onOver, [onOver])

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    if (await form.submit()) onDone()
  }

  return (
    <form className={layout.form} onSubmit={submit} noValidate autoComplete="off">
      <ScreenHeading text={say('setUp.heading')} />
      <p className={layout.lead}>{say('setUp.lead')}</p>
      {fieldNames.map((name) => (
        <TextField
          key={name}
          label={say(`setUpField.${name}`)}
          {...(name === 'code' && { hint: say('setUp.codeHint'), focused: true, inputMode: 'numeric' })}
          {...(name === 'mobileNumber' && { hint: say('enrol.mobileHint'), inputMode: 'tel' })}
          {...((name === 'name' || name === 'rank' || name === 'station') && { autoCapitalize: 'words' })}
          value={values[name]}
          problem={wrong === name ? problem : undefined}
          readOnly={sending}
          autoComplete="off"
          onType={(text) => form.type({ [name]: text })}
        />
      ))}
      {problem && !wrong && <ProblemMessage problem={problem} id="set-up-problem" />}
      <div className={layout.actions}>
        <ActionButton label={say('setUp.enrol')} busy={sending} />
      </div>
    </form>
  )
}
