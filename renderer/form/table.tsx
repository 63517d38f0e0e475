import type { ReactNode } from 'react'
import styles from './table.module.css'

/** A plain table. Where it has no room for its columns, each row becomes a block whose lines name themselves. */
export const Table = ({
  label,
  heads,
  children,
}: {
  label: string
  heads: string[]
  children: ReactNode
}) => (
  <div className={styles.holder}>
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)

/** `head`: the column's name, shown where the row stands as a block. `kind`: what may be broken in two, and what not. */
export const Cell = ({
  head,
  kind,
  children,
}: {
  head: string
  kind?: 'loginId' | 'long' | 'whole'
  children: ReactNode
}) => (
  <td data-head={head} className={kind && styles[kind]}>
    <div>{children}</div>
  </td>
)

/** What the row is about. */
export const RowHead = ({ children }: { children: ReactNode }) => (
  <th scope="row">
    <div>{children}</div>
  </th>
)

/** A row that has no name, only a number: not broken in two, and not left alone where the row stands as a block. */
export const NumberHead = ({ head, children }: { head: string; children: ReactNode }) => (
  <th scope="row" data-head={head} className={styles.number}>
    {children}
  </th>
)

/** Something more, under what a cell says. */
export const More = ({ lang, children }: { lang?: string; children: ReactNode }) => (
  <span className={styles.more} lang={lang}>
    {children}
  </span>
)
