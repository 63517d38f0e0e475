import type { About } from '../../preload/contract.ts'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { ScreenHeading } from '../form/screen-heading.tsx'
import { useWords } from '../words/language.tsx'
import styles from './report-screen.module.css'

type Props = { problem: NonNullable<About['problem']>; onClose: () => void }

/** Why the program could not start, and what to do: a sentence for whoever stands there, the facts for IT. */
export const ReportScreen = ({ problem, onClose }: Props) => {
  const { say } = useWords()
  return (
    <div className={layout.form}>
      <ScreenHeading text={say('report.heading')} />
      <p role="alert" className={layout.lead}>
        {say(`report.${problem.code}`)}
      </p>
      <h2 className={styles.forIt}>{say('report.details')}</h2>
      <ul className={styles.details} lang="en">
        {problem.details.map((detail) => (
          <li key={detail}>{detail}</li>
        ))}
      </ul>
      <div className={layout.actions}>
        <ActionButton label={say('report.close')} onPress={onClose} />
      </div>
    </div>
  )
}
