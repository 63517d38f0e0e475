import { setImmediate } from 'node:timers/promises'
import type { OfficerRow, Store } from '../store.ts'
import type { Officers } from './officers.ts'
import { createSearchIndex } from './search-index.ts'

/** Fewer rows are looked at as fast as an index is read. */
const worthAnIndex = 4

/** Looks for a text in the roster: in a small one, or the first time, row by row, and then where the index says. */
export const createSearch = ({
  officers,
  version,
  snapshot,
}: {
  officers: Pick<Officers, 'look' | 'lookBetween' | 'texts'>
  /** Of the roster; see roster-root.ts. */
  version: () => number
  snapshot: <Value>(step: () => Value) => Promise<Value>
}) => {
  const index = createSearchIndex()
  let building = false

  async function* slices(text: string, after: string, most: number) {
    for (let last: string | undefined = after, left = most; last !== undefined && left > 0; ) {
      const page = { text, after: last, most: left }
      const slice: ReturnType<Officers['look']> = await snapshot(() => officers.look(page))
      yield slice
      last = slice.last
      left -= slice.found.length
      await setImmediate()
    }
  }

  /** Behind a search that had to look at many rows, a slice at a time. */
  const build = async () => {
    const of = await snapshot(version)
    const next = index.begin(of)
    for (let after = '', more = true; more; ) {
      const rows = await snapshot(() => officers.texts(after))
      next.add(rows)
      after = rows.at(-1)?.loginId ?? after
      more = rows.length > 0
      await setImmediate()
    }
    // Rows that were written meanwhile may lie where it had looked before.
    if ((await snapshot(version)) === of) next.done()
  }

  const rowByRow = async ({ text, after, most }: Parameters<Store['findOfficers']>[0]) => {
    const all: OfficerRow[] = []
    let count = 0
    for await (const { found } of slices(text, after, most)) {
      all.push(...found)
      count += 1
    }
    if (count > worthAnIndex && !building) {
      building = true
      void build()
        .catch(() => undefined)
        .finally(() => {
          building = false
        })
    }
    return all
  }

  return {
    slices,
    find: async (page: Parameters<Store['findOfficers']>[0]): Promise<OfficerRow[]> => {
      const stretches = index.stretches(page.text, await snapshot(version))
      if (!stretches) return rowByRow(page)
      const all: OfficerRow[] = []
      for (const { after, last } of stretches) {
        if (last <= page.after) continue
        const [, from = after] = [after, page.after].sort()
        const left = page.most - all.length
        all.push(
          ...(await snapshot(() => officers.lookBetween({ text: page.text, after: from, last, most: left }))),
        )
        if (all.length >= page.most) break
        await setImmediate()
      }
      return all
    },
    wrote: index.wrote,
  }
}
