import type { Message } from './gateway.ts'
import type { Language, Templates } from './template-settings.ts'

/** What a text tells: the code, the tag of its screen, and how long it lives. */
export type TextValues = { otp: string; tag: string; minutes: number }

/** For a text: whole ones only, and never more than the code has. The shortest life is a minute. */
export const minutesOf = (lifeMs: number): number => Math.floor(lifeMs / 60_000)

/** `template` is what the text is registered as, for a `Message`. Left out: the program's own text is sent. */
export type Texts = { render: (values: TextValues) => string; template?: Message['template'] }

/** The text of the language in use. */
export const createTexts = ({
  language,
  templates,
}: {
  language: Language
  templates?: Templates | undefined
}): Texts => {
  const configured = templates?.[language]
  const text = configured?.text ?? ownTexts[language]
  const render = (values: TextValues) => renderTemplate(text, values)
  if (!configured) return { render }
  const { header, entityId, templateId } = configured
  return { render, template: { header, entityId, templateId } }
}

/** Fills the slots of a text. What stands in braces and is no slot stays: the check reports it before anything is sent. */
export const renderTemplate = (text: string, values: TextValues): string => {
  const bySlot = valuesBySlot(values)
  return text.replaceAll(/\{(\w+)\}/g, (slot, name: string) => bySlot.get(name) ?? slot)
}

export const valuesBySlot = ({ otp, tag, minutes }: TextValues): Map<string, string> =>
  new Map([
    ['otp', otp],
    ['tag', tag],
    ['minutes', String(minutes)],
  ])

// The line of the code is the same in every language: phones know it as a code by these words, and offer to copy it.
// Tamil is sent as UCS-2, of which one SMS holds 70 units: this text has 67 at its longest.
const ownTexts: Record<Language, string> = {
  en: 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: {otp} (code {tag})\nValid for {minutes} minutes',
  ta: 'காவல்துறை TOR UNVEIL\nYour OTP: {otp} (code {tag})\n{minutes} நிமிடம் செல்லும்',
}
