import { error, type Finding, warning } from './finding.ts'
import { beyondGsm7 } from './gsm7.ts'
import type { Language } from './template-settings.ts'

/** Characters and blanks that cost parts, break the match with the registered text, or cannot be sent. */
export const checkCharacters = (path: string, text: string, language: Language): Finding[] => [
  ...unsendable(path, text),
  ...(language === 'en' ? costly(path, text) : invisible(path, text)),
  ...blanks(path, text),
  ...(text === text.normalize('NFC')
    ? []
    : [
        warning(
          path,
          'some letters are written in two pieces: write the text anew in a plain editor (Unicode NFC), which is shorter',
        ),
      ]),
]

const unsendable = (path: string, text: string): Finding[] => {
  const found = [...new Set(text.match(/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/gu))].filter((each) => each !== '\n')
  return found.slice(0, 5).map((each) => {
    if (each === '\r') return error(path, 'the lines end as in Windows (\\r\\n): write \\n alone')
    if (each === '\t') return error(path, 'there is a tab in the text: write a blank instead')
    return error(path, `the character ${codeOf(each)} cannot be sent: delete it`)
  })
}

const costly = (path: string, text: string): Finding[] => {
  const found = beyondGsm7(text).filter((each) => !/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u.test(each))
  if (found.length === 0) return []
  const shown = found.slice(0, 5).map((each) => {
    const instead = replacements.get(each)
    return `${nameOf(each)}${instead === undefined ? '' : ` by ${instead}`}`
  })
  const more = found.length > shown.length ? ` and ${found.length - shown.length} more` : ''
  return [
    warning(
      path,
      `one SMS holds 70 characters instead of 160 because of letters outside the GSM alphabet: replace ${shown.join(', ')}${more}`,
    ),
  ]
}

const invisible = (path: string, text: string): Finding[] => {
  // Joiners (U+200C, U+200D) are spelling in Indian scripts.
  const found = [...new Set(text.match(/(?! |\u200C|\u200D)[\p{Cf}\p{Z}]/gu))]
  return found
    .slice(0, 5)
    .map((each) =>
      warning(path, `the text holds ${nameOf(each)}, which nobody sees: write a plain blank or delete it`),
    )
}

// Gateways cut the ends of a text differently (C-DAC signs it without them), and people register what they see.
const blanks = (path: string, text: string): Finding[] => [
  ...(text === text.trim()
    ? []
    : [warning(path, 'the text begins or ends with a blank or an empty line: delete it')]),
  ...(/\S {2,}\S/.test(text) ? [warning(path, 'two blanks stand together in the text: leave one')] : []),
  ...(/\S +\n|\n +\S/.test(text)
    ? [warning(path, 'a line of the text begins or ends with a blank: delete it')]
    : []),
]

const codeOf = (character: string) =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

const nameOf = (character: string) =>
  /[\p{Cf}\p{Z}]/u.test(character) ? codeOf(character) : `${character} (${codeOf(character)})`

// What word processors and phones write for what keyboards have.
const replacements = new Map([
  ...[...'“”„«»'].map((each) => [each, '"'] as const),
  ...[...'‘’‚`´'].map((each) => [each, "'"] as const),
  ...[...'‐‑‒–—−•'].map((each) => [each, '-'] as const),
  ...[...'\u00A0\u2002\u2003\u2009\u202F'].map((each) => [each, 'a plain blank'] as const),
  ...[...'\u00AD\u200B\u200C\u200D\u2060\uFEFF'].map((each) => [each, 'nothing'] as const),
  ['…', '...'],
  ['₹', 'Rs'],
])
