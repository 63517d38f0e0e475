import type { MouseEvent } from 'react'
import styles from './action-button.module.css'

type Props = {
  label: string
  /** The one button that goes on, or one beside it. */
  rank?: 'first' | 'second'
  /** Left out for the button that submits its form. */
  onPress?: () => void
  busy?: boolean
  /** Not now. The button stays where it is and keeps the focus, so that nobody is thrown to the top of the page. */
  blocked?: boolean
  describedBy?: string
}

export const ActionButton = ({
  label,
  rank = 'first',
  onPress,
  busy = false,
  blocked = false,
  describedBy,
}: Props) => {
  const press = (event: MouseEvent) => {
    if (blocked || busy) event.preventDefault()
    else onPress?.()
  }
  return (
    <button
      type={onPress ? 'button' : 'submit'}
      className={styles[rank]}
      aria-busy={busy || undefined}
      aria-disabled={blocked || undefined}
      aria-describedby={describedBy}
      onClick={press}
    >
      {label}
    </button>
  )
}
