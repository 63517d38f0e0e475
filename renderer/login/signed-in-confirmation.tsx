import { useEffect, useRef } from 'react'
import type { Officer } from '../../preload/call.ts'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { useWords } from '../words/language.tsx'
import styles from './signed-in-confirmation.module.css'

const shownMs = 1500

/** Says that it worked, and makes nobody wait. */
export const SignedInConfirmation = ({
  officer,
  onContinue,
}: {
  officer: Officer
  onContinue: () => void
}) => {
  const { say } = useWords()
  const proceed = useRef(onContinue)
  useEffect(() => {
    const timer = setTimeout(() => proceed.current(), shownMs)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div className={layout.form}>
      <svg className={styles.tick} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
        <path d="M6 34 24 52 58 12" />
      </svg>
      <ScreenHeading text={say('confirmation.heading')} focused />
      <p className={styles.who}>
        {officer.rank} {officer.name}
      </p>
      <div className={layout.actions}>
        <ActionButton label={say('confirmation.continue')} onPress={onContinue} />
      </div>
    </div>
  )
}
