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
const slotCount = 8_192
const gramLength = 3
/** Behind every login ID. */
const end = '\uFFFF'
/** More are a new roster. */
const mostAdded = 100

/** Stretches side by side: of each three letters, one bit for each stretch that has them, so that a look reads few words. */
const stretchesOfBlock = 256
const wordsOfBlock = stretchesOfBlock / 32

/** `lasts` are the last login IDs of all stretches, in their order. */
type Parts = { lasts: string[]; blocks: Uint32Array[] }

export const createSearchIndex = (): SearchIndex => {
  let parts: Parts = { lasts: [], blocks: [] }
  let version: number | undefined

  return {
    stretches: (text, now) => {
      const slots = slotsOf(latinLower(text))
      if (version !== now || slots.length === 0) return undefined
      const { lasts, blocks } = parts
      return blocks.flatMap((bits, block) =>
        Array.from({ length: wordsOfBlock }, (_, word) => {
          const all = slots.reduce((left, slot) => left & (bits[slot * wordsOfBlock + word] ?? 0), -1)
          return bitsOf(all).map((bit) => block * stretchesOfBlock + word * 32 + bit)
        })
          .flat()
          .map((stretch) => ({ after: lasts[stretch - 1] ?? '', last: lasts[stretch] ?? end })),
      )
    },
    wrote: (rows, { before, now }) => {
      if (version === before && rows.length <= mostAdded) {
        for (const row of rows) setBits(parts, stretchOf(parts, row.loginId), row)
        version = now
      } else version = undefined
    },
    begin: (of) => {
      const made: Parts = { lasts: [], blocks: [] }
      return {
        add: (rows) => {
          for (let first = 0; first < rows.length; first += rowsOfStretch) {
            const stretch = made.lasts.length
            if (stretch % stretchesOfBlock === 0) made.blocks.push(new Uint32Array(slotCount * wordsOfBlock))
            const some = rows.slice(first, first + rowsOfStretch)
            for (const row of some) setBits(made, stretch, row)
            made.lasts.push(some.at(-1)?.loginId ?? '')
          }
        },
        done: () => {
          if (made.lasts.length > 0) made.lasts[made.lasts.length - 1] = end
          parts = made
          version = of
        },
      }
    },
  }
}

/** In which stretch a login ID lies, or would. */
const stretchOf = ({ lasts }: Parts, loginId: string) => {
  let [low, high] = [0, lasts.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((lasts[middle] ?? end) < loginId) low = middle + 1
    else high = middle
  }
  return low
}

const setBits = ({ blocks }: Parts, stretch: number, { loginId, name, station }: Searched) => {
  const bits = blocks[Math.floor(stretch / stretchesOfBlock)]
  if (!bits) return
  const [word, bit] = [Math.floor((stretch % stretchesOfBlock) / 32), 1 << (stretch % 32)]
  for (const text of [loginId, name, station]) {
    const lower = latinLower(text)
    for (let at = 0; at <= lower.length - gramLength; at += 1) {
      const place = slotAt(lower, at) * wordsOfBlock + word
      bits[place] = (bits[place] ?? 0) | bit
    }
  }
}

/** The numbers of those that are set; there are few or none. */
const bitsOf = (word: number): number[] =>
  word === 0 ? [] : Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (word >>> bit) & 1)

const slotsOf = (text: string): number[] =>
  Array.from({ length: Math.max(0, text.length - gramLength + 1) }, (_, at) => slotAt(text, at))

const slotAt = (text: string, at: number) => {
  const hash = (text.charCodeAt(at) * 961 + text.charCodeAt(at + 1)) * 31 + text.charCodeAt(at + 2)
  return (Math.imul(hash, 0x9e3779b1) >>> 0) % slotCount
}

/** As SQLite's lower(), which knows Latin letters only. */
const latinLower = (text: string) => text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
