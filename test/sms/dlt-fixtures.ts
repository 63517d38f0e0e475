import type { TextSettings } from '../../main/sms/dlt-gateways.ts'
import type { Finding } from '../../main/sms/finding.ts'
import type { TextValues } from '../../main/sms/template.ts'
import type { Template } from '../../main/sms/template-settings.ts'

const ids = { header: 'TNPOLS', entityId: '1101612345678901234' }

export const english: Template = {
  ...ids,
  text: 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: {otp} (code {tag})\nValid for {minutes} minutes',
  brand: 'Tamil Nadu Police',
  templateId: '1107161234567890123',
  registered:
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (code {#alphanumeric#}) Valid for {#numeric#} minutes.',
}

export const tamil: Template = {
  ...ids,
  text: 'காவல்துறை TOR UNVEIL\nYour OTP: {otp} (code {tag})\n{minutes} நிமிடம் செல்லும்',
  brand: 'TOR UNVEIL',
  templateId: '1107161234567890456',
  registered: 'காவல்துறை TOR UNVEIL\nYour OTP: {#numeric#} (code {#alphanumeric#})\n{#numeric#} நிமிடம் செல்லும்',
}

export type Fixture = {
  name: string
  sms: TextSettings
  values?: TextValues
  level: Finding['level']
  path: string
  says: string
}

const base: TextSettings = { language: 'en', gateways: ['aws'], templates: { en: english } }

/** A whole template that differs from the good one in one setting. The registered text is left out unless it is meant. */
const part = (
  key: keyof Template,
  name: string,
  level: Finding['level'],
  value: string,
  says: string,
): Fixture => {
  const { registered, ...rest } = english
  const kept = key === 'registered' ? { registered } : {}
  return {
    name,
    level,
    says,
    path: `sms.templates.en.${key}`,
    sms: { ...base, templates: { en: { ...rest, ...kept, [key]: value } } },
  }
}

type Row = [name: string, level: Finding['level'], value: string, says: string]

const texts: Row[] = [
  ['no code', 'error', 'Tamil Nadu Police OTP (code {tag})', '{otp} is missing'],
  ['no tag', 'error', 'Tamil Nadu Police OTP: {otp}', '{tag} is missing'],
  [
    'the code twice',
    'error',
    'Tamil Nadu Police OTP: {otp} or {otp} (code {tag})',
    '{otp} stands in the text 2',
  ],
  [
    'the tag three times',
    'error',
    'Tamil Nadu Police OTP {otp}: {tag} - {tag} - {tag}',
    '{tag} stands in the text 3',
  ],
  [
    'the minutes twice',
    'error',
    'Tamil Nadu Police OTP {otp}: {tag} for {minutes} to {minutes}',
    '{minutes} stands in',
  ],
  [
    'a slot of another program',
    'error',
    'Tamil Nadu Police OTP {otp} {name}: {tag}',
    '"{name}" is no slot: the',
  ],
  [
    'a slot in capitals',
    'error',
    'Tamil Nadu Police OTP {OTP} (code {tag})',
    '"{OTP}" is no slot: write {otp}',
  ],
  [
    'a slot with blanks',
    'error',
    'Tamil Nadu Police OTP {otp} (code { tag })',
    '"{ tag }" is no slot: write {tag}',
  ],
  [
    'a slot of the portal',
    'error',
    'Tamil Nadu Police OTP {#numeric#}, {otp}: {tag}',
    '"{#numeric#}" is the portal',
  ],
  ['a brace that opens', 'error', 'Tamil Nadu Police OTP {otp} (code {tag}) {minutes', 'a single "{"'],
  ['a brace that closes', 'error', 'Tamil Nadu Police OTP {otp} (code {tag}) }', 'a single "}"'],
  ['an empty slot', 'error', 'Tamil Nadu Police OTP {otp} (code {tag}) {}', '"{}" is no slot'],
  ['slots that touch', 'error', 'Tamil Nadu Police OTP {otp}{tag}', '{otp} and {tag} touch'],
  [
    'slots with only a comma between',
    'warning',
    'Tamil Nadu Police OTP {tag}, {otp}',
    'between {tag} and {otp}',
  ],
  [
    'a letter at the code',
    'warning',
    'Tamil Nadu Police OTP{otp} (code {tag})',
    'a letter or digit touches {otp}',
  ],
  ['a Windows line end', 'error', 'Tamil Nadu Police\r\nOTP {otp} (code {tag})', 'as in Windows'],
  ['a tab', 'error', 'Tamil Nadu Police\tOTP {otp} (code {tag})', 'there is a tab'],
  ['a control character', 'error', 'Tamil Nadu Police\u0007 OTP {otp} (code {tag})', 'U+0007 cannot be sent'],
  ['half a character', 'error', 'Tamil Nadu Police \uD83D OTP {otp} (code {tag})', 'U+D83D cannot be sent'],
  [
    'a private character',
    'error',
    'Tamil Nadu Police \uE000 OTP {otp} (code {tag})',
    'U+E000 cannot be sent',
  ],
  [
    'curly quotes',
    'warning',
    'Tamil Nadu Police “OTP” {otp} (code {tag})',
    '“ (U+201C) by ", ” (U+201D) by "',
  ],
  ['a curly apostrophe', 'warning', 'Tamil Nadu Police’s OTP {otp} (code {tag})', "’ (U+2019) by '"],
  ['an en dash', 'warning', 'Tamil Nadu Police – OTP {otp} (code {tag})', '– (U+2013) by -'],
  ['a no-break blank', 'warning', 'Tamil Nadu Police OTP\u00A0{otp} (code {tag})', 'U+00A0 by a plain blank'],
  [
    'an invisible character',
    'warning',
    'Tamil Nadu Police\u200B OTP {otp} (code {tag})',
    'U+200B by nothing',
  ],
  ['the sign of the rupee', 'warning', 'Tamil Nadu Police ₹ OTP {otp} (code {tag})', '₹ (U+20B9) by Rs'],
  ['a Cyrillic letter', 'warning', 'Tamil Nadu Police уour OTP {otp} (code {tag})', 'у (U+0443)'],
  ['an emoji', 'warning', 'Tamil Nadu Police 🔒 OTP {otp} (code {tag})', '🔒 (U+1F512)'],
  ['Tamil in the English text', 'warning', 'Tamil Nadu Police காவல் OTP {otp} (code {tag})', 'க (U+0B95), '],
  [
    'a letter in two pieces',
    'warning',
    'Tamil Nadu Police Cafe\u0301 OTP {otp} (code {tag})',
    'in two pieces',
  ],
  [
    'a blank at the end',
    'warning',
    'Tamil Nadu Police OTP {otp} (code {tag}) ',
    'begins or ends with a blank or',
  ],
  [
    'two blanks together',
    'warning',
    'Tamil Nadu  Police - Tamil Nadu Police OTP {otp} (code {tag})',
    'two blanks',
  ],
  [
    'a blank at a line end',
    'warning',
    'Tamil Nadu Police \nOTP {otp} (code {tag})',
    'a line of the text begins',
  ],
  [
    'two parts of the small alphabet',
    'warning',
    `Tamil Nadu Police OTP {otp} (code {tag}) ${'x'.repeat(130)}`,
    'has 169 GSM characters at its longest and is charged as 2 SMS',
  ],
  [
    'two parts by characters that count double',
    'warning',
    `Tamil Nadu Police OTP {otp} (code {tag}) ${'[]'.repeat(31)}`,
    'has 163 GSM characters at its longest and is charged as 2 SMS',
  ],
  [
    'two parts by one dash',
    'warning',
    `Tamil Nadu Police — OTP {otp} (code {tag}) ${'x'.repeat(40)}`,
    'has 81 Unicode characters at its longest and is charged as 2 SMS',
  ],
  ['a novel', 'error', `Tamil Nadu Police OTP {otp} (code {tag}) ${'x'.repeat(1400)}`, '4 are the limit'],
  ['no brand in it', 'error', 'TOR UNVEIL OTP {otp} (code {tag})', '"Tamil Nadu Police" is not in the text'],
  ['the brand in capitals', 'error', 'TAMIL NADU POLICE OTP {otp} (code {tag})', 'with other capitals'],
  ['no OTP for phones', 'warning', 'Tamil Nadu Police sign-in {otp} (code {tag})', 'the word OTP is missing'],
  ['a link', 'warning', 'Tamil Nadu Police OTP {otp} (code {tag}) tnpolice.gov.in', 'there is a link'],
  [
    'a shortened link',
    'error',
    'Tamil Nadu Police OTP {otp} (code {tag}) https://bit.ly/x',
    'a shortened link',
  ],
  [
    'a number to call',
    'warning',
    'Tamil Nadu Police OTP {otp} (code {tag}) 1800 425 0000',
    'a number to call',
  ],
  [
    'other digits',
    'warning',
    'Tamil Nadu Police 2026: OTP {otp} (code {tag})',
    'may take "2026" for the code',
  ],
]

const headers: Row[] = [
  ['a suffix', 'error', 'TNPOLS-S', 'add prefix (VM-) and suffix'],
  ['digits for advertising', 'error', '612345', 'for advertising'],
  ['seven letters', 'error', 'TNPOLIC', '3 to 6 letters and nothing else'],
  ['a digit in it', 'warning', 'TNPOL1', 'holds a digit'],
  ['small letters', 'warning', 'TnPols', 'holds small letters'],
]

const numbers: Row[] = [
  ['the form of a spreadsheet', 'error', '1.10716E+18', 'a spreadsheet has shortened'],
  ['blanks', 'error', '1107 1612 3456 7890 123', 'a blank or a dash'],
  ['letters', 'error', 'PE-TNPOLICE', 'digits only: copy it'],
  ['17 digits', 'warning', '11071612345678901', 'has 17 digits'],
  ['zeros of a spreadsheet', 'warning', '1107161234567890000', 'ends with 0000'],
  ['the number of the entity', 'error', ids.entityId, 'the same number as the entity id'],
]

const registered: Row[] = [
  ['our slots', 'error', 'Tamil Nadu Police OTP: {otp}', 'this is our way to write slots'],
  [
    'a broken variable',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    'written wrongly at "{#numeric}"',
  ],
  [
    'a variable less',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (code {#alphanumeric#}) Valid for 2 minutes',
    'has 2 variables and ours has 3',
  ],
  [
    'another name in front',
    'error',
    'Kerala Police - TOR UNVEIL Your OTP: {#numeric#} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    'before {otp} the words differ: the portal has "Kerala Police',
  ],
  [
    'another word in between',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (tag {#alphanumeric#}) Valid for {#numeric#} minutes',
    'between {otp} and {tag} the words differ',
  ],
  [
    'more words at the end',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (code {#alphanumeric#}) Valid for {#numeric#} minutes. Do not share',
    'after {minutes} the words differ',
  ],
  [
    'another word behind a long start',
    'error',
    'Tamil Nadu Police - TOR UNVEIL My OTP: {#numeric#} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    'before {otp} the words differ: the portal has "UNVEIL My OTP:" and the text has "UNVEIL Your OTP:"',
  ],
  [
    'capitals',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (code {#alphanumeric#}) valid for {#numeric#} minutes',
    'between {tag} and {minutes} capitals differ',
  ],
  [
    'another sign',
    'warning',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} [code {#alphanumeric#}) Valid for {#numeric#} minutes',
    'between {otp} and {tag} only signs or invisible characters differ',
  ],
  [
    'the tag as digits',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (code {#numeric#}) Valid for {#numeric#} minutes',
    '{tag} is registered as {#numeric#}, which does not take it',
  ],
  [
    'the code as a link',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#url#} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    '{otp} is registered as {#url#}',
  ],
  [
    'the code as letters',
    'warning',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#alphanumeric#} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    '{otp} is registered as {#alphanumeric#} and is digits only',
  ],
  [
    'a type that is none',
    'error',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#otp#} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    '"{#otp#}", which is no type',
  ],
  [
    'a type in capitals',
    'warning',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#Numeric#} (code {#alphanumeric#}) Valid for {#numeric#} minutes',
    'the type of {otp} is written with capitals',
  ],
  [
    'a variable without a type',
    'warning',
    'Tamil Nadu Police - TOR UNVEIL Your OTP: {#numeric#} (code {#alphanumeric#}) Valid for {#var#} minutes',
    '{minutes} is registered without a type',
  ],
]

const rows = (key: keyof Template, thing: string, list: Row[]) =>
  list.map(([name, level, value, says]) => part(key, `${thing}: ${name}`, level, value, says))

const tamilText = (name: string, text: string, says: string): Fixture => {
  const { registered: _, ...rest } = tamil
  const sms: TextSettings = { language: 'ta', gateways: ['local'], templates: { ta: { ...rest, text } } }
  return { name, sms, level: 'warning', path: 'sms.templates.ta.text', says }
}

const bothWords: TextValues = { otp: '888888', tag: 'WW', minutes: 10 }

export const fixtures: Fixture[] = [
  ...rows('text', 'a text with', texts),
  ...rows('header', 'a header with', headers),
  ...rows('templateId', 'a template id with', numbers),
  ...rows('registered', 'a registered text with', registered),
  tamilText('a Tamil text without Tamil', 'TOR UNVEIL OTP: {otp} (code {tag})', 'no Tamil letter'),
  tamilText(
    'a Tamil text with a no-break blank',
    'காவல் TOR UNVEIL OTP:\u00A0{otp} (code {tag})',
    'U+00A0, which',
  ),
  tamilText(
    'a Tamil text of two parts',
    'தமிழ்நாடு காவல்துறை TOR UNVEIL\nYour OTP: {otp} (code {tag})\n{minutes} நிமிடம் செல்லும்',
    'Unicode characters at its longest and is charged as 2 SMS',
  ),
  ...(
    [
      ['letters in the code', { otp: '88888B' }, '{otp} becomes "88888B"'],
      ['signs in the tag', { tag: 'W-W' }, '{tag} becomes "W-W"'],
      ['half a minute', { minutes: 1.5 }, '{minutes} becomes "1.5"'],
      ['a tag of 41 letters', { tag: 'W'.repeat(41) }, '{tag} becomes 41 characters long'],
    ] as const
  ).map(
    ([name, value, says]): Fixture => ({
      name,
      sms: base,
      values: { ...bothWords, ...value },
      level: 'error',
      path: 'sms.templates.en.text',
      says,
    }),
  ),
  {
    name: 'the template of another language only',
    sms: { language: 'ta', gateways: ['https', 'aws'], templates: { en: english } },
    level: 'error',
    path: 'sms.templates.ta',
    says: 'SMS are sent in Tamil, but only the English template is here',
  },
  ...[['aws'], ['vonage'], ['https'], ['https', 'aws', 'local', 'vonage']].map(
    (gateways): Fixture => ({
      name: `no template for ${gateways.join(', ')}`,
      sms: { language: 'en', gateways },
      level: 'error',
      path: 'sms.templates.en',
      says: `${gateways.filter((name) => name !== 'local').join(' and ')} must send the DLT header`,
    }),
  ),
  {
    name: 'Twilio, which takes the registration from its account',
    sms: { ...base, gateways: ['aws', 'twilio'] },
    level: 'warning',
    path: 'sms.gateways',
    says: 'have Twilio confirm',
  },
  {
    name: 'another sender for Amazon',
    sms: { ...base, aws: { senderId: 'TNCOPS' } },
    level: 'warning',
    path: 'sms.aws.senderId',
    says: '"TNCOPS" is sent instead of the header "TNPOLS"',
  },
  {
    name: 'another sender for Vonage',
    sms: { ...base, gateways: ['vonage'], vonage: { from: 'Kaaval' } },
    level: 'warning',
    path: 'sms.vonage.from',
    says: '"Kaaval" is sent instead of the header "TNPOLS"',
  },
  {
    name: 'another sender for Twilio',
    sms: { ...base, gateways: ['twilio'], twilio: { from: 'TNKVAL' } },
    level: 'warning',
    path: 'sms.twilio.from',
    says: '"TNKVAL" is sent instead of the header "TNPOLS"',
  },
  ...(
    [
      ['the text', 'error', { to: '{to}', id: '{templateId}' }, 'no field holds the text'],
      ['the number', 'error', { text: '{textHex}', id: '{templateId}' }, 'no field holds the phone number'],
      ['the template id', 'warning', { to: '{to10}', text: '{text}' }, 'no field holds {templateId}'],
    ] as const
  ).map(
    ([name, level, fields, says]): Fixture => ({
      name: `an HTTPS gateway without a field for ${name}`,
      sms: { ...base, gateways: ['https'], https: { fields } },
      level,
      path: 'sms.https.fields',
      says,
    }),
  ),
]

const { registered: portal = '', ...unregistered } = english

/** Settings that nothing is wrong with. */
export const good: [name: string, sms: TextSettings][] = [
  ['the English template', base],
  ['the Tamil template', { language: 'ta', gateways: ['aws'], templates: { ta: tamil } }],
  ['both templates', { language: 'ta', gateways: ['vonage'], templates: { en: english, ta: tamil } }],
  ['no registered text', { ...base, templates: { en: unregistered } }],
  [
    'no minutes',
    { ...base, templates: { en: { ...unregistered, text: 'Tamil Nadu Police OTP {otp} ({tag})' } } },
  ],
  ['the local gateway without a template', { language: 'en', gateways: ['local'] }],
  ['the local gateway with no template of two', { language: 'ta', gateways: ['local'], templates: {} }],
  [
    'the word of SmartPing for digits',
    {
      ...base,
      templates: { en: { ...english, registered: portal.replaceAll('{#numeric#}', '{#number#}') } },
    },
  ],
  [
    'types without braces',
    { ...base, templates: { en: { ...english, registered: portal.replaceAll(/[{}]/g, '') } } },
  ],
  [
    'blanks, lines, full stops and commas that operators ignore',
    { ...base, templates: { en: { ...english, registered: `${portal.replaceAll(' ', ' \r\n')}..,` } } },
  ],
  ['the same sender once more', { ...base, aws: { senderId: 'TNPOLS' } }],
  ['the sender of a gateway that is not used', { ...base, vonage: { from: 'other1' } }],
  [
    'an HTTPS gateway with all its fields',
    {
      ...base,
      gateways: ['https'],
      https: { fields: { to: '{to12}', text: 'FEFF{textHex}', id: '{templateId}' } },
    },
  ],
]
