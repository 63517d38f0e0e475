import { useEffect, useState } from 'react'
import { ActionButton } from '../../form/action-button.tsx'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { Warning } from '../../form/warning.tsx'
import { useRoom } from '../../state/use-kept.ts'
import { wallTime } from '../../time/wall-time.ts'
import { useWords } from '../../words/language.tsx'
import { flagSentence } from './flag-sentence.ts'
import { createFlags } from './flags.ts'
import styles from './flags-panel.module.css'

/** What is unusual since the last administrator looked. Where there is nothing, nothing is shown. */
export const FlagsPanel = () => {
  const { language, say, sayCount } = useWords()
  const { state, room } = useRoom(createFlags)
  useEffect(() => room.start(), [room])
  const { unseen, marking, problem } = state
  // A hundred of them must not push the rest out of reach; but what is not shown is not seen.
  const [all, showAll] = useState(false)
  const shown = all ? unseen : unseen.slice(0, atFirst)
  if (unseen.length === 0) return null
  return (
    <Warning heading={sayCount('flags.heading', unseen.length)}>
      <ul className={styles.flags}>
        {shown.map((flag) => (
          <li key={flag.seq}>
            <span className={styles.time}>{wallTime(language, flag.at)}</span> {flagSentence(say, flag)}
          </li>
        ))}
      </ul>
      {problem && <ProblemMessage problem={problem} id="flags-problem" />}
      {shown.length < unseen.length ? (
        <ActionButton
          rank="second"
          label={say('flags.all', { count: unseen.length })}
          onPress={() => showAll(true)}
        />
      ) : (
        <ActionButton rank="second" label={say('flags.seen')} busy={marking} onPress={room.markSeen} />
      )}
    </Warning>
  )
}

const atFirst = 5
