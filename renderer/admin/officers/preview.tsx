import type { RosterPreview } from '../../../preload/administration.ts'
import layout from '../../form/layout.module.css'
import { Cell, NumberHead, Table } from '../../form/table.tsx'
import { Warning } from '../../form/warning.tsx'
import { useWords } from '../../words/language.tsx'
import { countOf } from '../../words/number.ts'
import { hasWork } from './import-state.ts'
import styles from './preview.module.css'

/** What an import would do. */
export const Preview = ({ preview }: { preview: Extract<RosterPreview, { kind: 'ready' }> }) => {
  const { say } = useWords()
  const { file, added, addedInAll, changed, changedInAll, unchanged } = preview
  return (
    <section className={layout.section} aria-labelledby="import-preview">
      <h2 id="import-preview">{say('preview.heading', { file })}</h2>
      <ul className={styles.counts}>
        <Count name={say('preview.added')} count={addedInAll} />
        <Count name={say('preview.changed')} count={changedInAll} />
        <Count name={say('preview.unchanged')} count={unchanged} />
      </ul>
      {!hasWork(preview) && <p role="status">{say('preview.nothing')}</p>}
      <Names heading={say('preview.addedNames')} names={added} inAll={addedInAll} />
      <Names heading={say('preview.changedNames')} names={changed} inAll={changedInAll} />
    </section>
  )
}

const Count = ({ name, count }: { name: string; count: number }) => (
  <li>
    <strong>{countOf(count)}</strong> {name}
  </li>
)

/** As many as help to see whether it is the right file. */
const Names = ({ heading, names, inAll }: { heading: string; names: string[]; inAll: number }) => {
  const { say } = useWords()
  if (names.length === 0) return null
  return (
    <details className={styles.names} open={names.length <= 10}>
      <summary>{heading}</summary>
      <ul>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
      {inAll > names.length && <p>{say('preview.andMore', { count: countOf(inAll - names.length) })}</p>}
    </details>
  )
}

/** Why nothing of a file is taken, line by line. */
export const Refused = ({ preview }: { preview: Extract<RosterPreview, { kind: 'refused' }> }) => {
  const { say, sayCount } = useWords()
  const { refused, mistakes } = preview
  return (
    <>
      <Warning heading={sayCount('refused.heading', mistakes, { count: countOf(mistakes) })}>
        <p>{say('refused.text')}</p>
      </Warning>
      <Table label={say('refused.label')} heads={[say('refused.line'), say('refused.reason')]}>
        {refused.map(({ line, what, about = '' }) => (
          <tr key={`${line} ${what} ${about}`}>
            <NumberHead head={say('refused.line')}>{countOf(line)}</NumberHead>
            <Cell head={say('refused.reason')}>{say(`mistake.${what}`, { about })}</Cell>
          </tr>
        ))}
      </Table>
      {mistakes > refused.length && (
        <p>{say('preview.andMore', { count: countOf(mistakes - refused.length) })}</p>
      )}
    </>
  )
}
