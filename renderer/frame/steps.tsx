import { useWords } from '../words/language.tsx'
import styles from './steps.module.css'

export type StepName = (typeof steps)[number]

const steps = ['credentials', 'code', 'session'] as const

/** Where on the short road the officer is. */
export const Steps = ({ current }: { current: StepName | undefined }) => {
  const { say } = useWords()
  return (
    <ol className={styles.steps} aria-label={say('steps.label')}>
      {steps.map((step) => (
        <li key={step} aria-current={step === current ? 'step' : undefined}>
          {say(`step.${step}`)}
        </li>
      ))}
    </ol>
  )
}
