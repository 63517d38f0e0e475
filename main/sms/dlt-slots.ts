import { error, type Finding, quote, warning } from './finding.ts'
import { type TextValues, valuesBySlot } from './template.ts'

/** Each slot with the type that its variable has at the DLT portal. */
export const slotTypes = new Map([
  ['otp', 'numeric'],
  ['tag', 'alphanumeric'],
  ['minutes', 'numeric'],
])

/** What stands between the slots of a text, and the slots. There is one piece more than there are slots. */
export const partText = (text: string): { fixed: string[]; slots: string[] } => ({
  fixed: text.split(/\{\w+\}/),
  slots: [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
})

/** Whether every slot that is needed stands in the text, once, and nothing that only looks like one. */
export const checkSlots = (path: string, text: string, values: TextValues): Finding[] => [
  ...countSlots(path, partText(text).slots),
  ...strangeBraces(path, text),
  ...neighbours(path, text),
  ...fillings(path, values),
]

const countSlots = (path: string, slots: string[]): Finding[] =>
  [...slotTypes.keys()].flatMap((slot) => {
    const count = slots.filter((name) => name === slot).length
    if (count > 1) return [error(path, `{${slot}} stands in the text ${count} times: leave it there once`)]
    if (count === 1 || slot === 'minutes') return []
    const belongs = slot === 'otp' ? 'the code' : 'the tag that the screen shows beside the code'
    return [error(path, `{${slot}} is missing: write it where ${belongs} belongs`)]
  })

const strangeBraces = (path: string, text: string): Finding[] => {
  const found = text.match(/\{#[^{}]*#\}|\{[^{}]*\}|[{}]/g) ?? []
  return [...new Set(found)].slice(0, 5).flatMap((braces) => {
    const name = braces.slice(1, -1)
    if (slotTypes.has(name)) return []
    const meant = name.trim().toLowerCase()
    if (slotTypes.has(meant)) {
      return [
        error(path, `${quote(braces)} is no slot: write {${meant}} in small letters and without blanks`),
      ]
    }
    if (braces.startsWith('{#')) {
      return [
        error(
          path,
          `${quote(braces)} is the portal's way to write a variable: write {otp}, {tag} or {minutes} here, and the text of the portal into "registered"`,
        ),
      ]
    }
    return braces.length === 1
      ? [error(path, `a single ${quote(braces)} stands in the text: complete the slot or delete the brace`)]
      : [error(path, `${quote(braces)} is no slot: the slots are {otp}, {tag} and {minutes}`)]
  })
}

// Between two variables the operators ignore blanks, line breaks, full stops and commas, so nothing would tell where one
// ends. Source: msg91.com/help/dlt-registration-in-india/error-description-sms-not-matched-with-dlt-template
const neighbours = (path: string, text: string): Finding[] => {
  const pairs = [...text.matchAll(/\{(otp|tag|minutes)\}([\s.,]*)(?=\{(otp|tag|minutes)\})/g)].map(
    ([, left, gap, right]) =>
      gap === ''
        ? error(
            path,
            `{${left}} and {${right}} touch: put words between them, or operators refuse the template`,
          )
        : warning(
            path,
            `between {${left}} and {${right}} stands nothing that operators look at: put a word or a bracket there`,
          ),
  )
  return /[\p{L}\p{N}]\{otp\}|\{otp\}[\p{L}\p{N}]/u.test(text)
    ? [
        ...pairs,
        warning(path, 'a letter or digit touches {otp}: put a blank there, so that phones find the code'),
      ]
    : pairs
}

// Source: msg91.com/help/dlt-registration-in-india/variable-tagging-on-dlt-sms-templates
const fillings = (path: string, values: TextValues): Finding[] =>
  [...valuesBySlot(values)].flatMap(([slot, filled]) => {
    const type = slotTypes.get(slot)
    if (filled.length > 40) {
      return [
        error(
          path,
          `{${slot}} becomes ${filled.length} characters long: a DLT variable holds 40, shorten it`,
        ),
      ]
    }
    const fits = type === 'numeric' ? /^\d+$/ : /^[A-Za-z0-9]+$/
    const must = type === 'numeric' ? 'digits only' : 'letters and digits only'
    return fits.test(filled)
      ? []
      : [error(path, `{${slot}} becomes ${quote(filled)}: what is sent there must be ${must}`)]
  })
