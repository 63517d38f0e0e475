// 3GPP TS 23.038: the characters that an SMS holds 160 of. Those of the second list cost two each.
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const doubled = new Set('^{}\\[~]|€')
const known = new Set([...basic, ...doubled])

/** Whether the text can be sent in the small alphabet. Anything else is UCS-2, of which one SMS holds 70 units. */
export const isGsm7 = (text: string): boolean => [...text].every((character) => known.has(character))

/** The characters that make a text UCS-2, each once. */
export const beyondGsm7 = (text: string): string[] =>
  [...new Set(text)].filter((character) => !known.has(character))

/** `units` as the alphabet counts, `single` how many of them one SMS holds, `parts` how many SMS the text is charged as. */
export type Size = { alphabet: 'GSM' | 'Unicode'; units: number; single: number; parts: number }

/**
 * The size of a text. Each part of a longer one gives 6 bytes to the header that joins them, and a character of two
 * units stays whole. Source: 3GPP TS 23.038 and 23.040, 9.2.3.24.1
 */
export const sizeOf = (text: string): Size => {
  const small = isGsm7(text)
  const costs = [...text].map((character) => (small ? (doubled.has(character) ? 2 : 1) : character.length))
  const units = costs.reduce((sum, cost) => sum + cost, 0)
  const [single, joined] = small ? [160, 153] : [70, 67]
  return {
    alphabet: small ? 'GSM' : 'Unicode',
    units,
    single,
    parts: units <= single ? 1 : partsOf(costs, joined),
  }
}

const partsOf = (costs: number[], most: number) => {
  let parts = 1
  let filled = 0
  for (const cost of costs) {
    if (filled + cost > most) {
      parts += 1
      filled = 0
    }
    filled += cost
  }
  return parts
}
