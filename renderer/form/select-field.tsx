import { useId } from 'react'
import styles from './text-field.module.css'

/** One of many. The first option is none of them. */
export const SelectField = <Value extends string>({
  label,
  none,
  options,
  value,
  onChoose,
}: {
  label: string
  none: string
  options: { value: Value; name: string }[]
  value: Value | undefined
  onChoose: (value: Value | undefined) => void
}) => {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <select
        id={id}
        className={styles.input}
        value={value ?? ''}
        onChange={({ target }) => onChoose(options.find((option) => option.value === target.value)?.value)}
      >
        <option value="">{none}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  )
}
