import { partText, slotTypes } from './dlt-slots.ts'
import { error, type Finding, quote, warning } from './finding.ts'

/**
 * Whether the text is the one that the portal holds, as operators compare them: without blanks, line breaks, full stops
 * and commas. Source: msg91.com/help/dlt-registration-in-india/error-description-sms-not-matched-with-dlt-template
 */
export const checkRegistered = (path: string, registered: string, text: string): Finding[] => {
  const ours = partText(text)
  const { fixed, tags } = partRegistered(registered)
  if (partText(registered).slots.some((name) => slotTypes.has(name))) {
    return [
      error(path, 'this is our way to write slots: copy the text from the portal, with its {#numeric#}'),
    ]
  }
  const brace = fixed.join('').match(/[{}]\S{0,20}/)?.[0]
  if (brace !== undefined) {
    return [
      error(path, `a variable is written wrongly at ${quote(brace)}: the portal writes it as {#numeric#}`),
    ]
  }
  if (tags.length !== ours.slots.length) {
    return [
      error(
        path,
        `the registered text has ${tags.length} variables and ours has ${ours.slots.length}: make them the same`,
      ),
    ]
  }
  return [
    ...firstDifference(path, fixed, ours),
    ...tags.flatMap((tag, at) => checkTag(path, tag, ours.slots[at] ?? '')),
  ]
}

// The direction itself writes #url#; portals show it in braces.
const partRegistered = (registered: string) => ({
  fixed: registered.split(/\{#\w+#\}|#\w+#/),
  tags: [...registered.matchAll(/\{#(\w+)#\}|#(\w+)#/g)].map(([, braced, bare]) => braced ?? bare ?? ''),
})

const ignored = /[ \r\n.,]/g
const skeleton = (piece: string) => piece.replace(ignored, '')
const wordsOf = (piece: string) => piece.split(/[ \r\n.,]+/).filter((word) => word !== '')
const letters = (piece: string) => piece.normalize('NFC').replace(/[^\p{L}\p{M}\p{N}]/gu, '')

const firstDifference = (path: string, fixed: string[], ours: ReturnType<typeof partText>): Finding[] => {
  const at = fixed.findIndex((piece, at) => skeleton(piece) !== skeleton(ours.fixed[at] ?? ''))
  if (at < 0) return []
  const [theirs, own] = [fixed[at] ?? '', ours.fixed[at] ?? '']
  const place = placeOf(ours.slots, at)
  const [shownTheirs, shownOwn] = fromDifference(theirs, own)
  const both = `the portal has ${quote(shownTheirs)} and the text has ${quote(shownOwn)}`
  // By MSG91's page operators ignore "special characters" too; nobody says which.
  if (letters(theirs) === letters(own)) {
    return [
      warning(path, `${place} only signs or invisible characters differ: ${both}; write the same to be safe`),
    ]
  }
  return letters(theirs).toLowerCase() === letters(own).toLowerCase()
    ? [error(path, `${place} capitals differ: ${both}; write the same`)]
    : [error(path, `${place} the words differ: ${both}; write the same, or operators drop every SMS`)]
}

/** Both pieces from the last word that they share, so that a message shows what differs. */
const fromDifference = (theirs: string, own: string): [string, string] => {
  const [left, right] = [wordsOf(theirs), wordsOf(own)]
  const apart = left.findIndex((word, at) => word !== right[at])
  const start = Math.max(0, (apart < 0 ? left.length : apart) - 1)
  return [left.slice(start).join(' '), right.slice(start).join(' ')]
}

const placeOf = (slots: string[], at: number) => {
  const [before, after] = [slots[at - 1], slots[at]]
  if (before === undefined) return after === undefined ? 'in the text' : `before {${after}}`
  return after === undefined ? `after {${before}}` : `between {${before}} and {${after}}`
}

/**
 * The types of TRAI's direction of 18 November 2025; "number" is SmartPing's and Tata's word for numeric.
 * Source: msg91.com/help/dlt-registration-in-india/variable-tagging-on-dlt-sms-templates
 */
const tagTypes = ['numeric', 'number', 'alphanumeric', 'url', 'urlott', 'cbn', 'email']

const checkTag = (path: string, tag: string, slot: string): Finding[] => {
  const type = slotTypes.get(slot)
  const small = tag.toLowerCase()
  const wanted = `{#${type}#}`
  if (type === undefined) return []
  if (small === 'var') {
    return [
      warning(
        path,
        `{${slot}} is registered without a type as {#var#}: templates since January 2026 need ${wanted}, so tag it at the portal`,
      ),
    ]
  }
  if (!tagTypes.includes(small)) {
    return [
      error(
        path,
        `{${slot}} is registered as ${quote(`{#${tag}#}`)}, which is no type: it should be ${wanted}`,
      ),
    ]
  }
  if (tag !== small) {
    return [
      warning(
        path,
        `the type of {${slot}} is written with capitals, {#${tag}#}: the portal writes ${wanted}`,
      ),
    ]
  }
  if (small === type || (small === 'number' && type === 'numeric')) return []
  return small === 'alphanumeric'
    ? [warning(path, `{${slot}} is registered as {#alphanumeric#} and is digits only: ask for ${wanted}`)]
    : [error(path, `{${slot}} is registered as {#${tag}#}, which does not take it: register it as ${wanted}`)]
}
