import { checkHeader } from './dlt-ids.ts'
import { placeholdersIn } from './fields.ts'
import { error, type Finding, quote, warning } from './finding.ts'
import type { Language, Templates } from './template-settings.ts'

/** The part of the settings of the SMS that concerns texts. */
export type TextSettings = {
  language: Language
  gateways: string[]
  templates?: Templates | undefined
  aws?: { senderId?: string | undefined } | undefined
  vonage?: { from?: string | undefined } | undefined
  twilio?: { from?: string | undefined } | undefined
  https?: { fields: Record<string, string> } | undefined
}

/** What each gateway of the route needs of the template in use. */
export const checkGateways = (sms: TextSettings): Finding[] => [
  ...missingTemplate(sms),
  // Its API has no field for them. Source: www.twilio.com/docs/messaging/api/message-resource
  ...(sms.gateways.includes('twilio')
    ? [
        warning(
          'sms.gateways',
          'Twilio takes header, entity id and template id from its account, not from here: have Twilio confirm that they are mapped',
        ),
      ]
    : []),
  ...otherHeaders(sms),
  ...(sms.gateways.includes('https') && sms.https ? checkFields(sms.https.fields) : []),
]

const names: Record<Language, string> = { en: 'English', ta: 'Tamil' }

const missingTemplate = ({ language, gateways, templates }: TextSettings): Finding[] => {
  if (templates?.[language]) return []
  const path = `sms.templates.${language}`
  const other = language === 'en' ? 'ta' : 'en'
  if (templates?.[other]) {
    return [
      error(
        path,
        `SMS are sent in ${names[language]}, but only the ${names[other]} template is here: add it or change sms.language`,
      ),
    ]
  }
  const needy = gateways.filter((gateway) => ['aws', 'vonage', 'https'].includes(gateway))
  return needy.length === 0
    ? []
    : [
        error(
          path,
          `${needy.join(' and ')} must send the DLT header, entity id and template id: add the registered ${names[language]} template`,
        ),
      ]
}

const otherHeaders = ({ language, gateways, templates, aws, vonage, twilio }: TextSettings): Finding[] => {
  const registered = templates?.[language]?.header
  // A number or a name that Twilio registered is as good there; only a name can be compared.
  const twilioName = twilio?.from !== undefined && /^[A-Za-z]+$/.test(twilio.from) ? twilio.from : undefined
  const others = [
    { gateway: 'aws', path: 'sms.aws.senderId', header: aws?.senderId },
    { gateway: 'vonage', path: 'sms.vonage.from', header: vonage?.from },
    { gateway: 'twilio', path: 'sms.twilio.from', header: twilioName },
  ]
  return others.flatMap(({ gateway, path, header }) => {
    if (header === undefined || header === registered || !gateways.includes(gateway)) return []
    const differs =
      registered === undefined
        ? []
        : [
            warning(
              path,
              `${quote(header)} is sent instead of the header ${quote(registered)}: link both to the template at the portal`,
            ),
          ]
    return [...checkHeader(path, header), ...differs]
  })
}

const checkFields = (fields: Record<string, string>): Finding[] => {
  const path = 'sms.https.fields'
  const used = Object.values(fields).flatMap(placeholdersIn)
  const holds = (...some: string[]) => some.some((name) => used.includes(name))
  return [
    ...(holds('text', 'textEntities', 'textHex')
      ? []
      : [error(path, 'no field holds the text: write {text} into the one that the gateway has for it')]),
    ...(holds('to', 'to10', 'to12')
      ? []
      : [error(path, 'no field holds the phone number: write {to}, {to10} or {to12} into one')]),
    ...(holds('templateId')
      ? []
      : [
          warning(
            path,
            'no field holds {templateId}: add it, unless the gateway finds the template by itself',
          ),
        ]),
  ]
}
