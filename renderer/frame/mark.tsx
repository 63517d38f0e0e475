import styles from './frame.module.css'

/** The program's sign, drawn as in assets/icon.svg: a doorway whose keyhole is the light behind it. */
export const Mark = () => (
  <svg className={styles.mark} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path
      className={styles.markGround}
      d="M4 0h24a4 4 0 0 1 4 4v24a4 4 0 0 1-4 4H4a4 4 0 0 1-4-4V4a4 4 0 0 1 4-4z"
    />
    <path className={styles.markDoor} d="M7 27V14a9 9 0 0 1 18 0v13z" />
    <path
      className={styles.markGround}
      d="M16 11.2a3.4 3.4 0 0 1 1.7 6.35L18.9 23h-5.8l1.2-5.45A3.4 3.4 0 0 1 16 11.2z"
    />
  </svg>
)
