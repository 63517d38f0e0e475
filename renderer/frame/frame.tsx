import type { ReactNode } from 'react'
import type { About } from '../../preload/contract.ts'
import { useWords } from '../words/language.tsx'
import styles from './frame.module.css'
import { LanguageSwitch } from './language-switch.tsx'
import { Mark } from './mark.tsx'
import { type StepName, Steps } from './steps.tsx'

type Props = {
  about: About | undefined
  step: StepName | undefined
  /** For tables: the sheet takes all the room that there is. */
  wide?: boolean
  children: ReactNode
}

/** What stays on every screen: facts about this computer, the counterfoil with name and language, the sheet. */
export const Frame = ({ about, step, wide = false, children }: Props) => {
  const { say } = useWords()
  const warnings = about?.warnings ?? []
  return (
    <div className={styles.page} data-wide={wide || undefined}>
      {warnings.length > 0 && (
        <aside className={styles.notices} aria-label={say('notices.label')}>
          {warnings.map((warning) => (
            <p key={warning}>{say(`notice.${warning}`)}</p>
          ))}
        </aside>
      )}
      <header className={styles.stub}>
        <div className={styles.brand}>
          <Mark />
          <p className={styles.product} lang="en">
            {say('product')}
          </p>
          {about && about.installation !== say('product') && (
            <p className={styles.installation}>{about.installation}</p>
          )}
        </div>
        <LanguageSwitch />
        {!about?.problem && about?.empty !== true && <Steps current={step} />}
      </header>
      <main className={styles.sheet}>{children}</main>
    </div>
  )
}
