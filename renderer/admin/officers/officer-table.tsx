import { useEffect, useRef } from 'react'
import type { OfficerLine } from '../../../preload/administration.ts'
import { Cell, RowHead, Table } from '../../form/table.tsx'
import { useWords } from '../../words/language.tsx'
import styles from './officer-table.module.css'

type Props = {
  officers: readonly OfficerLine[]
  /** Whose sheet was open last: the keyboard goes on from there. */
  last: string | undefined
  onOpen: (officer: OfficerLine) => void
}

export const OfficerTable = ({ officers, last, onOpen }: Props) => {
  const { say } = useWords()
  return (
    <Table
      label={say('officers.heading')}
      heads={[
        say('session.loginId'),
        say('session.name'),
        say('session.rank'),
        say('session.station'),
        say('officers.number'),
        say('session.role'),
        say('officer.state'),
      ]}
    >
      {officers.map((officer) => (
        <Row key={officer.loginId} officer={officer} focused={officer.loginId === last} onOpen={onOpen} />
      ))}
    </Table>
  )
}

const Row = ({
  officer,
  focused,
  onOpen,
}: {
  officer: OfficerLine
  focused: boolean
  onOpen: Props['onOpen']
}) => {
  const { say } = useWords()
  const button = useRef<HTMLButtonElement>(null)
  const { loginId, name, rank, station, maskedNumber, role, state, intact } = officer

  useEffect(() => {
    if (focused) button.current?.focus()
  }, [focused])

  return (
    <tr className={styles.row}>
      <RowHead>
        <button type="button" ref={button} className={styles.open} onClick={() => onOpen(officer)}>
          {loginId}
        </button>
      </RowHead>
      <Cell head={say('session.name')} kind="long">
        {name}
      </Cell>
      <Cell head={say('session.rank')} kind="long">
        {rank}
      </Cell>
      <Cell head={say('session.station')} kind="long">
        {station}
      </Cell>
      <Cell head={say('officers.number')} kind="whole">
        {maskedNumber}
      </Cell>
      <Cell head={say('session.role')}>{say(`role.${role}`)}</Cell>
      <Cell head={say('officer.state')}>
        {intact ? (
          <span className={state === 'suspended' ? styles.suspended : undefined}>
            {say(`state.${state}`)}
          </span>
        ) : (
          <span className={styles.byHand}>{say('state.by_hand')}</span>
        )}
      </Cell>
    </tr>
  )
}
