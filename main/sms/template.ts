import type { Config } from '../config/schema.ts'

/** What a text tells: the code, the tag of its screen, and how long it lives. */
export type TextValues = { otp: string; tag: string; minutes: number }

// The line of the code is the same in every language: phones know it as a code by these words, and offer to copy it.
// Tamil is sent as UCS-2, of which one SMS holds 70 units: this text has 67 at its longest.
const templates: Record<Config['sms']['language'], string> = {
  en: 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: {otp} (code {tag})\nValid for {minutes} minutes',
  ta: 'காவல்துறை TOR UNVEIL\nYour OTP: {otp} (code {tag})\n{minutes} நிமிடம் செல்லும்',
}

export const renderText = (language: Config['sms']['language'], values: TextValues): string => {
  const texts: Record<string, string> = { ...values, minutes: String(values.minutes) }
  return templates[language].replaceAll(/\{(\w+)\}/g, (slot, name: string) => texts[name] ?? slot)
}
