import { useWords } from '../words/language.tsx'
import styles from './parts.module.css'

export type PartName = (typeof parts)[number]

const parts = ['session', 'officers', 'sessions', 'ledger', 'selftest'] as const

/** The tabs of a register. */
export const Parts = ({ current, onTurn }: { current: PartName; onTurn: (part: PartName) => void }) => {
  const { say } = useWords()
  return (
    <nav className={styles.parts} aria-label={say('parts.label')}>
      {parts.map((part) => (
        <button
          key={part}
          type="button"
          className={styles.part}
          aria-current={part === current ? 'page' : undefined}
          onClick={() => onTurn(part)}
        >
          {say(`part.${part}`)}
        </button>
      ))}
    </nav>
  )
}
