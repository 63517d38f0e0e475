import { useId } from 'react'
import styles from './choice-field.module.css'

type Option<Value> = { value: Value; name: string; hint?: string }

/** One of a few, all of them to be seen. */
export const ChoiceField = <Value extends string>({
  label,
  options,
  value,
  disabled = false,
  onChoose,
}: {
  label: string
  options: Option<Value>[]
  value: Value
  disabled?: boolean
  onChoose: (value: Value) => void
}) => {
  const id = useId()
  return (
    <fieldset className={styles.choice} disabled={disabled}>
      <legend className={styles.label}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option}>
          <input
            type="radio"
            name={id}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>
            {option.name}
            {option.hint && <span className={styles.hint}>{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
