import { useState } from 'react'
import type { CheckFinding, CheckLevel, SelfTest } from '../../../preload/self-test.ts'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ProgressLine } from '../../form/progress-line.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { Cell, RowHead, Table } from '../../form/table.tsx'
import { createErrand } from '../../state/errand.ts'
import { surroundings, useKept } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { useWords } from '../../words/language.tsx'
import styles from './self-test-screen.module.css'

/** The deployment checklist: what must be put right, what somebody should look at, and what is as it should be. */
export const SelfTestScreen = () => {
  const { say } = useWords()
  const [errand] = useState(makeErrand)
  const { doing, value, problem } = useKept(errand)
  return (
    <div className={layout.form}>
      <ScreenHeading text={say('selfTest.heading')} focused />
      <p className={layout.lead}>{say('selfTest.lead')}</p>
      <div className={layout.actions}>
        <ActionButton label={say('selfTest.run')} busy={doing} onPress={() => errand.run(undefined)} />
      </div>
      {doing && <ProgressLine label={say('selfTest.running')} />}
      {problem && <ProblemMessage problem={problem} id="self-test-problem" />}
      <p role="status" className={styles.total}>
        {value && say('selfTest.total', totalOf(value))}
      </p>
      {value && <Groups checks={value.checks} />}
    </div>
  )
}

const levels: CheckLevel[] = ['red', 'amber', 'green']

const Groups = ({ checks }: Pick<SelfTest, 'checks'>) =>
  levels.map((level) => <Group key={level} level={level} checks={ofLevel(checks, level)} />)

const Group = ({ level, checks }: { level: CheckLevel; checks: CheckFinding[] }) => {
  const { say, language } = useWords()
  if (checks.length === 0) return null
  const heading = say(`level.${level}`, { count: checks.length })
  const heads = [say('selfTest.check'), say('selfTest.found')]
  return (
    <section className={styles[level]} aria-labelledby={`self-test-${level}`}>
      <h2 id={`self-test-${level}`}>{heading}</h2>
      <Table label={heading} heads={heads}>
        {checks.map(({ title, text }) => (
          <tr key={`${title.en} ${text.en}`}>
            <RowHead>{title[language]}</RowHead>
            <Cell head={say('selfTest.found')} kind="long">
              {text[language]}
            </Cell>
          </tr>
        ))}
      </Table>
    </section>
  )
}

const ofLevel = (checks: CheckFinding[], level: CheckLevel) => checks.filter((each) => each.level === level)

const totalOf = ({ checks, tookMs }: SelfTest) => ({
  red: ofLevel(checks, 'red').length,
  amber: ofLevel(checks, 'amber').length,
  green: ofLevel(checks, 'green').length,
  seconds: (tookMs / 1000).toFixed(1),
})

const makeErrand = () => {
  const { station, now } = surroundings()
  return createErrand({ call: (_: undefined) => answerOf(station.selfTest()), now })
}
