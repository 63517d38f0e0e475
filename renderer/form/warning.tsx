import { type ReactNode, useId } from 'react'
import styles from './warning.module.css'

/** Something that must be looked at before all else. */
export const Warning = ({ heading, children }: { heading: string; children: ReactNode }) => {
  const id = useId()
  return (
    <section className={styles.warning} aria-labelledby={id}>
      <h2 id={id}>{heading}</h2>
      {children}
    </section>
  )
}
