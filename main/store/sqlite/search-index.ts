import type { OfficerRow } from '../store.ts'

/** A part of the roster in the order of login IDs, behind one up to another. */
export type Stretch = { after: string; last: string }

type Searched = Pick<OfficerRow, 'loginId' | 'name' | 'station'>

/**
 * Which stretches of a large roster can hold a text at all, in memory: of each stretch, which three letters in a row stand
 * somewhere in it, as bits of a hash. It only says where not to look, so what is found is what looking at every row finds.
 */
export type SearchIndex = {
  /** Those that may hold the text; nothing where all must be looked at: the text is short, or the index is of another roster. */
  stretches: (text: string, version: number) => Stretch[] | undefined
  /** Takes in rows that were written in the step from one version of the roster to the next. */
  wrote: (rows: Searched[], versions: { before: number; now: number }) => void
  /** Begins anew, with all rows in their order. The next index replaces this one once `done` is called. */
  begin: (version: number) => { add: (rows: Searched[]) => void; done: () => void }
}

/** So few that the parts of two names in one stretch are seldom mistaken for a third one. */
const rowsOfStretch = 100
/** 1 kB a stretch: 10 MB for a million officers. */
const bitsOfStretch = 8_192
const gramLength = 3
/** Behind every login ID. */
const end = '\uFFFF'
/** More are a new roster. */
const mostAdded = 100

export const createSearchIndex = (): SearchIndex => {
  type Part = { last: string; bits: Uint8Array }
  let parts: Part[] = []
  let version: number | undefined

  const partOf = (loginId: string) => {
    let [low, high] = [0, parts.length - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((parts[middle]?.last ?? end) < loginId) low = middle + 1
      else high = middle
    }
    return parts[low]
  }

  return {
    stretches: (text, now) => {
      const slots = slotsOf(latinLower(text))
      if (version !== now || slots.length === 0) return undefined
      const found: Stretch[] = []
      let after = ''
      for (const { last, bits } of parts) {
        if (slots.every((slot) => isSet(bits, slot))) found.push({ after, last })
        after = last
      }
      return found
    },
    wrote: (rows, { before, now }) => {
      if (version === before && rows.length <= mostAdded) {
        for (const row of rows) setBits(partOf(row.loginId)?.bits, row)
        version = now
      } else version = undefined
    },
    begin: (of) => {
      const made: Part[] = []
      return {
        add: (rows) => {
          for (let first = 0; first < rows.length; first += rowsOfStretch) {
            const bits = new Uint8Array(bitsOfStretch / 8)
            const some = rows.slice(first, first + rowsOfStretch)
            for (const row of some) setBits(bits, row)
            made.push({ last: some.at(-1)?.loginId ?? '', bits })
          }
        },
        done: () => {
          const newest = made.at(-1)
          if (newest) newest.last = end
          parts = made
          version = of
        },
      }
    },
  }
}

const setBits = (bits: Uint8Array | undefined, { loginId, name, station }: Searched) => {
  if (!bits) return
  for (const text of [loginId, name, station]) {
    for (const slot of slotsOf(latinLower(text))) bits[slot >> 3] = (bits[slot >> 3] ?? 0) | (1 << (slot & 7))
  }
}

const isSet = (bits: Uint8Array, slot: number) => ((bits[slot >> 3] ?? 0) & (1 << (slot & 7))) !== 0

const slotsOf = (text: string): number[] =>
  Array.from({ length: Math.max(0, text.length - gramLength + 1) }, (_, at) => {
    const hash = (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)
    return (Math.imul(hash, 0x9e3779b1) >>> 0) % bitsOfStretch
  })

/** As SQLite's lower(), which knows Latin letters only. */
const latinLower = (text: string) => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
