import { useId } from 'react'
import styles from './text-field.module.css'

/** A day, as the system writes days. Blank is any day. */
export const DateField = ({
  label,
  value,
  onChoose,
}: {
  label: string
  value: string
  onChoose: (value: string) => void
}) => {
  const id = useId()
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
      </label>
      <input
        id={id}
        type="date"
        className={styles.input}
        value={value}
        onChange={({ target }) => onChoose(target.value)}
      />
    </div>
  )
}
