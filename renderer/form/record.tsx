import type { ReactNode } from 'react'
import styles from './record.module.css'

/** Facts under each other, each with its name. */
export const Record = ({ children }: { children: ReactNode }) => <dl className={styles.record}>{children}</dl>

export const Fact = ({ name, note, children }: { name: string; note?: ReactNode; children: ReactNode }) => (
  <div className={styles.row}>
    <dt>{name}</dt>
    <dd>
      {children}
      {note && <span className={styles.note}>{note}</span>}
    </dd>
  </div>
)
