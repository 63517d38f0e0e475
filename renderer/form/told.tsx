import type { ReactNode } from 'react'
import styles from './told.module.css'

/** What has just been done, said once to the eye and to the ear. Stays in the page, or nobody would hear it. */
export const Told = ({ children }: { children: ReactNode }) => (
  <p role="status" className={styles.told}>
    {children}
  </p>
)

/** Something that is only worth showing to whoever has to wait for it. */
export const Late = ({ children }: { children: ReactNode }) => <div className={styles.late}>{children}</div>

/** Where there is nothing to show: says so, and what to do. */
export const Nothing = ({ children }: { children: ReactNode }) => <p className={styles.nothing}>{children}</p>
