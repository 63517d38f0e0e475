import { checkGateways, type TextSettings } from './dlt-gateways.ts'
import { checkIds } from './dlt-ids.ts'
import { checkRegistered } from './dlt-registered.ts'
import { checkText } from './dlt-text.ts'
import { type Finding, warning } from './finding.ts'
import type { TextValues } from './template.ts'
import type { Language } from './template-settings.ts'

/** The longest that a text can become. */
export const worstValues: TextValues = { otp: '888888', tag: 'WW', minutes: 10 }

/**
 * What is wrong with the texts of the SMS and their DLT registration. Operators drop what does not match without a word
 * to us, so that here is the last place to notice. The path names the setting, the message what to do.
 */
export const checkTexts = (sms: TextSettings, values: TextValues = worstValues): Finding[] => [
  ...checkTemplate('en', sms, values),
  ...checkTemplate('ta', sms, values),
  ...checkGateways(sms),
]

const checkTemplate = (language: Language, sms: TextSettings, values: TextValues): Finding[] => {
  const template = sms.templates?.[language]
  if (!template) return []
  const { text, registered } = template
  const path = `sms.templates.${language}`
  const findings = [
    ...checkText(`${path}.text`, template, language, values),
    ...checkIds(path, template),
    ...(registered === undefined ? [] : checkRegistered(`${path}.registered`, registered, text)),
  ]
  // Nothing is sent in the other language, so it keeps nobody from signing in.
  return language === sms.language
    ? findings
    : findings.map(({ path, message }) => warning(path, `${message} (not in use now)`))
}
