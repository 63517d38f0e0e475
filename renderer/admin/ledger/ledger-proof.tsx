import { useState } from 'react'
import type { LedgerCheck } from '../../../preload/administration.ts'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ProgressLine } from '../../form/progress-line.tsx'
import { Told } from '../../form/told.tsx'
import { Warning } from '../../form/warning.tsx'
import { createErrand } from '../../state/errand.ts'
import { surroundings, useKept } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { useWords } from '../../words/language.tsx'
import { countOf } from '../../words/number.ts'

/** Whether the ledger is what was written, and a signed copy of it. */
export const LedgerProof = () => {
  const { say } = useWords()
  const [{ check, save }] = useState(makeErrands)
  const checking = useKept(check)
  const saving = useKept(save)
  const [format, setFormat] = useState<'csv' | 'jsonl'>()
  const problem = checking.problem ?? saving.problem

  const saveAs = (chosen: 'csv' | 'jsonl') => {
    setFormat(chosen)
    void save.run(chosen)
  }

  return (
    <>
      <div className={layout.actions}>
        <ActionButton
          rank="second"
          label={say('check.check')}
          busy={checking.doing}
          blocked={saving.doing}
          onPress={() => check.run(undefined)}
        />
        {(['csv', 'jsonl'] as const).map((each) => (
          <ActionButton
            key={each}
            rank="second"
            label={say(`export.${each}`)}
            busy={saving.doing && format === each}
            blocked={checking.doing || (saving.doing && format !== each)}
            onPress={() => saveAs(each)}
          />
        ))}
      </div>
      {checking.doing && <ProgressLine label={say('check.checking')} />}
      {saving.doing && <ProgressLine label={say('export.saving')} />}
      {problem && <ProblemMessage problem={problem} id="proof-problem" />}
      <Checked check={checking.value} />
      <Told>{saving.value?.file && say('export.savedSigned', { file: saving.value.file })}</Told>
    </>
  )
}

const Checked = ({ check }: { check: LedgerCheck | undefined }) => {
  const { say, sayCount } = useWords()
  if (check?.kind === 'broken') {
    return (
      <Warning heading={say('broken.heading', { seq: check.seq })}>
        <p role="alert">{say(`broken.${check.why}`, { seq: check.seq })}</p>
        <p>{say('broken.remedy')}</p>
      </Warning>
    )
  }
  return (
    <Told>
      {check?.kind === 'whole' && sayCount('check.whole', check.entries, { count: countOf(check.entries) })}
    </Told>
  )
}

const makeErrands = () => {
  const { station, now } = surroundings()
  return {
    check: createErrand({ call: (_: undefined) => answerOf(station.checkLedger()), now }),
    save: createErrand({
      call: (format: 'csv' | 'jsonl') => answerOf(station.exportLedger({ format })),
      now,
    }),
  }
}
