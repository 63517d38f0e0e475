import { checkCharacters } from './dlt-characters.ts'
import { checkSlots, partText } from './dlt-slots.ts'
import { error, type Finding, quote, warning } from './finding.ts'
import { sizeOf } from './gsm7.ts'
import { renderTemplate, type TextValues } from './template.ts'
import type { Language, Template } from './template-settings.ts'

/** What is wrong with a text by itself, filled with the longest values. */
export const checkText = (
  path: string,
  { text, brand }: Template,
  language: Language,
  values: TextValues,
): Finding[] => {
  const { fixed } = partText(text)
  return [
    ...checkSlots(path, text, values),
    ...checkCharacters(path, text, language),
    ...checkSize(path, renderTemplate(text, values)),
    ...checkBrand(path, fixed, brand),
    ...checkWords(path, fixed, language),
    ...checkLinks(path, fixed.join('\n')),
  ]
}

// More than one SMS costs more; more than these is no login code any more, and nears the 1,600 bytes of Amazon SNS.
const mostParts = 4

const checkSize = (path: string, rendered: string): Finding[] => {
  const { alphabet, units, single, parts } = sizeOf(rendered)
  if (parts === 1) return []
  const size = `the text has ${units} ${alphabet} characters at its longest and is charged as ${parts} SMS`
  return parts > mostParts
    ? [error(path, `${size}, ${mostParts} are the limit: shorten it to ${single}`)]
    : [warning(path, `${size}: shorten it to ${single} for one`)]
}

// Source: Kaleyra's rules for content templates: a text without the name of its sender is not approved.
const checkBrand = (path: string, fixed: string[], brand: string): Finding[] => {
  if (fixed.some((piece) => piece.includes(brand))) return []
  const looksLike = fixed.some((piece) => piece.toLowerCase().includes(brand.toLowerCase()))
  return looksLike
    ? [error(path, `the brand ${quote(brand)} stands there with other capitals: write both alike`)]
    : [error(path, `the brand ${quote(brand)} is not in the text: operators want it there, add it`)]
}

const checkWords = (path: string, fixed: string[], language: Language): Finding[] => [
  ...(fixed.some((piece) => /\bOTP\b/i.test(piece))
    ? []
    : [warning(path, 'the word OTP is missing: add it, because phones offer to copy a code by this word')]),
  ...(language === 'en' || fixed.some((piece) => /\p{Script=Tamil}/u.test(piece))
    ? []
    : [warning(path, 'there is no Tamil letter in the Tamil text: write it in Tamil, or put it under "en"')]),
]

const shortener = /\b(?:bit\.ly|tinyurl\.com|goo\.gl|t\.co|is\.gd|cutt\.ly|rb\.gy|ow\.ly)\b/i
const link = /https?:|www\.|[\p{L}\p{N}]\.(?:in|com|org|net|gov|nic|co|io|ly|me|info|app)(?![\p{L}\p{N}])/iu

// TRAI's direction of 13 August 2024: links and numbers to call only from the allow-list of the portal. Twilio's page on
// India forbids shortened links at all.
const checkLinks = (path: string, words: string): Finding[] => {
  const links = shortener.test(words)
    ? [error(path, 'there is a shortened link in the text, which operators refuse: delete it')]
    : link.test(words)
      ? [
          warning(
            path,
            'there is a link in the text: delete it, or have it put on the allow-list of the DLT portal',
          ),
        ]
      : []
  const numbers = words.match(/\d(?:[ -]?\d){3,}/g) ?? []
  const isLong = (number: string) => number.replace(/\D/g, '').length > 8
  if (numbers.some(isLong)) {
    links.push(
      warning(
        path,
        'there is a number to call in the text: delete it, or have it put on the allow-list of the portal',
      ),
    )
  } else if (numbers.length > 0) {
    links.push(
      warning(
        path,
        `phones may take ${quote(numbers[0] ?? '')} for the code: write it without four digits in a row`,
      ),
    )
  }
  return links
}
