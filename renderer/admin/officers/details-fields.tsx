import type { OfficerLine } from '../../../preload/administration.ts'
import type { Role } from '../../../preload/call.ts'
import { ChoiceField } from '../../form/choice-field.tsx'
import type { FormState } from '../../form/form-state.ts'
import { firstWrongText, type OfficerTexts, officerTexts } from '../../form/officer-texts.ts'
import { TextField } from '../../form/text-field.tsx'
import { useWords } from '../../words/language.tsx'

/** The three lines that every officer has. `newest`: how he stands now, where somebody else was quicker. */
export const DetailsFields = ({
  form,
  newest,
  focused = false,
  onType,
}: {
  form: FormState<OfficerTexts>
  newest?: OfficerLine | undefined
  focused?: boolean
  onType: (details: Partial<OfficerTexts>) => void
}) => {
  const { say } = useWords()
  const { values, sending, problem } = form
  const wrong = problem?.code === 'invalid_text' ? firstWrongText(values) : undefined
  return officerTexts.map((name) => (
    <TextField
      key={name}
      label={say(`session.${name}`)}
      value={values[name]}
      focused={focused && name === 'name'}
      problem={wrong === name ? problem : undefined}
      readOnly={sending}
      autoComplete="off"
      autoCapitalize="words"
      note={
        newest && newest[name] !== values[name]
          ? say('officer.standsNow', { value: newest[name] })
          : undefined
      }
      onType={(text) => onType({ [name]: text })}
    />
  ))
}

export const RoleField = ({
  role,
  sending,
  onChoose,
}: {
  role: Role
  sending: boolean
  onChoose: (role: Role) => void
}) => {
  const { say } = useWords()
  return (
    <ChoiceField
      label={say('session.role')}
      options={roles.map((value) => ({ value, name: say(`role.${value}`), hint: say(`roleHint.${value}`) }))}
      value={role}
      disabled={sending}
      onChoose={onChoose}
    />
  )
}

const roles = ['officer', 'administrator'] as const
