import { useEffect } from 'react'
import type { OfficerLine } from '../../../preload/administration.ts'
import { ActionButton } from '../../form/action-button.tsx'
import layout from '../../form/layout.module.css'
import { ProblemMessage } from '../../form/problem-message.tsx'
import { ScreenHeading } from '../../form/screen-heading.tsx'
import { TextField } from '../../form/text-field.tsx'
import { Late, Nothing } from '../../form/told.tsx'
import { useWords } from '../../words/language.tsx'
import { countOf } from '../../words/number.ts'
import type { createOfficerList } from './list.ts'
import type { OfficerList } from './list-state.ts'
import { OfficerTable } from './officer-table.tsx'
import styles from './officers-screen.module.css'

type Props = {
  state: OfficerList
  list: ReturnType<typeof createOfficerList>
  last: string | undefined
  onOpen: (officer: OfficerLine) => void
  onEnrol: () => void
  onImport: () => void
}

/** Who is on the roster: found by typing, never all of them at once. */
export const OfficersScreen = ({ state, list, last, onOpen, onEnrol, onImport }: Props) => {
  const { say } = useWords()
  const { text, problem } = state

  useEffect(() => {
    if (list.state().officers === undefined) void list.look()
  }, [list])

  return (
    <div className={layout.form}>
      <ScreenHeading text={say('officers.heading')} />
      <div className={styles.top}>
        <TextField
          label={say('officers.search')}
          hint={say('officers.searchHint')}
          value={text}
          focused={last === undefined}
          autoComplete="off"
          onType={list.type}
        />
        <div className={layout.actions}>
          <ActionButton rank="second" label={say('enrol.open')} onPress={onEnrol} />
          <ActionButton rank="second" label={say('officers.files')} onPress={onImport} />
        </div>
      </div>
      {problem && <ProblemMessage problem={problem} id="officers-problem" />}
      <Found state={state} last={last} onOpen={onOpen} onMore={list.more} />
    </div>
  )
}

const Found = ({
  state: { text, officers, more, asking },
  last,
  onOpen,
  onMore,
}: {
  state: OfficerList
  last: string | undefined
  onOpen: Props['onOpen']
  onMore: () => void
}) => {
  const { say, sayCount } = useWords()
  if (!officers) return <Late>{asking && <Nothing>{say('looking')}</Nothing>}</Late>
  const count = { count: countOf(officers.length) }
  return (
    <>
      <p role="status" className={styles.count}>
        {officers.length > 0 &&
          (more ? say('officers.first', count) : sayCount('officers.count', officers.length, count))}
      </p>
      {officers.length === 0 && (
        <Nothing>
          {text.trim() ? say('officers.nobodyFits', { text: text.trim() }) : say('officers.nobody')}
        </Nothing>
      )}
      {officers.length > 0 && <OfficerTable officers={officers} last={last} onOpen={onOpen} />}
      {more && (
        <div className={layout.actions}>
          <ActionButton
            rank="second"
            label={say('officers.more')}
            busy={asking === 'more'}
            onPress={onMore}
          />
        </div>
      )}
    </>
  )
}
