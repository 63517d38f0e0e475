import { createAwsSnsGateway } from '../../../main/sms/aws-sns.ts'
import type { Transport } from '../../../main/sms/exchange.ts'
import type { Gateway, Message } from '../../../main/sms/gateway.ts'
import { createHttpsGateway } from '../../../main/sms/https-gateway.ts'
import { createTwilioGateway } from '../../../main/sms/twilio.ts'
import { createVonageGateway } from '../../../main/sms/vonage.ts'
import type { Answer } from '../servers/provider.ts'

export const message: Message = {
  to: '+919876543210',
  text: 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: 004217 (code XY)\nValid for 2 minutes',
  lifeMs: 120_000,
  template: { header: 'TNPOLS', entityId: '1101234567890123456', templateId: '1107123456789012345' },
}
export const tamilText = 'தமிழ்நாடு காவல் TOR UNVEIL\nOTP: 004217 (code XY)\n2 நிமிடம் செல்லும்'

/** Everything that must never be seen outside a request. */
export const secrets = {
  twilio: 'twilio-auth-token-0a1b2c3d4e5f',
  aws: 'awsSecretAccessKey/0a1b2c3d4e5f',
  vonage: 'VonageSecret0a1b',
  password: 'https-password-0a1b2c',
  secureKey: 'https-secure-key-0a1b2c',
}

export const accountSid = 'AC0123456789abcdef0123456789abcdef'
const reference = {
  twilio: 'SM0123456789abcdef0123456789abcdef',
  aws: '94f20ce6-13c5-43a0-9a9e-ca52d816e90b',
}

type Options = { url: string; transport: Transport; deadlineMs?: number }

export type Case = {
  name: string
  create: (options: Options) => Gateway
  yes: Answer
  reference: string
  /** The provider's own "too fast", and its own "the number is wrong". */
  tooFast: Answer
  wrongNumber: Answer
}

const json = { 'content-type': 'application/json' }

export const twilioError = (status: number, code: number): Answer => ({
  status,
  headers: json,
  body: JSON.stringify({
    code,
    message: 'no',
    more_info: `https://www.twilio.com/docs/errors/${code}`,
    status,
  }),
})
export const snsError = (status: number, code: string, sentence = 'no'): Answer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${sentence}</Message></Error><RequestId>9dd01905-5012-5f99-8663-4b3ecd0dfaef</RequestId></ErrorResponse>`,
})
export const vonageParts = (...statuses: string[]): Answer => ({
  status: 200,
  headers: json,
  body: JSON.stringify({
    'message-count': String(statuses.length),
    messages: statuses.map((status, at) => ({
      to: '919876543210',
      status,
      ...(status === '0'
        ? { 'message-id': `0A0000000123ABC${at}`, network: '40440' }
        : { 'error-text': 'no' }),
    })),
  }),
})

export const everyGateway: Case[] = [
  {
    name: 'twilio',
    create: ({ url, ...rest }) =>
      createTwilioGateway({
        accountSid,
        authToken: secrets.twilio,
        from: '+15005550006',
        baseUrl: url,
        ...rest,
      }),
    yes: {
      status: 201,
      headers: json,
      body: JSON.stringify({
        sid: reference.twilio,
        status: 'queued',
        error_code: null,
        num_segments: '1',
        date_created: 'Thu, 24 Aug 2023 05:01:45 +0000',
        subresource_uris: {},
      }),
    },
    reference: reference.twilio,
    tooFast: twilioError(429, 20429),
    wrongNumber: twilioError(400, 21211),
  },
  {
    name: 'aws',
    create: ({ url, ...rest }) =>
      createAwsSnsGateway({
        accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
        secretAccessKey: secrets.aws,
        region: 'ap-south-1',
        baseUrl: url,
        ...rest,
      }),
    yes: {
      status: 200,
      headers: { 'content-type': 'text/xml' },
      body: `<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>${reference.aws}</MessageId></PublishResult><ResponseMetadata><RequestId>f187a3c1-376f-11df-8963-01868b7c937a</RequestId></ResponseMetadata></PublishResponse>`,
    },
    reference: reference.aws,
    tooFast: snsError(429, 'Throttled'),
    wrongNumber: snsError(400, 'InvalidParameter', 'Invalid parameter: PhoneNumber Reason: no valid number'),
  },
  {
    name: 'vonage',
    create: ({ url, ...rest }) =>
      createVonageGateway({
        apiKey: 'abcd1234',
        apiSecret: secrets.vonage,
        baseUrl: url,
        reportsUrl: url,
        ...rest,
      }),
    yes: vonageParts('0'),
    reference: '0A0000000123ABC0',
    tooFast: vonageParts('1'),
    wrongNumber: vonageParts('3'),
  },
  {
    name: 'https',
    create: ({ url, ...rest }) => createHttpsGateway({ ...mobileSeva(url), ...rest }),
    yes: { status: 200, body: '402,MsgID = 150620161466003974245msdgsms' },
    reference: '150620161466003974245msdgsms',
    tooFast: { status: 200, body: '410,Internal limit exceeded' },
    wrongNumber: { status: 200, body: '406,Invalid number' },
  },
]

/** C-DAC Mobile Seva as docs/sms.md configures it. */
export const mobileSeva = (url: string) => ({
  url: `${url}/esms/sendsmsrequestDLT`,
  method: 'POST' as const,
  encoding: 'form' as const,
  headers: {},
  fields: {
    username: '{username}',
    password: '{passwordSha1}',
    senderid: '{header}',
    content: '{text}',
    smsservicetype: 'otpmsg',
    mobileno: '{to10}',
    key: '{cdacKey}',
    templateid: '{templateId}',
  },
  success: '^\\s*402\\b',
  messageId: 'MsgID\\s*=\\s*(\\w+)',
  refused: [
    { pattern: '^\\s*(401|415|416)\\b', reason: 'credentials' as const },
    { pattern: '^\\s*(403|418)\\b', reason: 'quota' as const },
    { pattern: '^\\s*(406)\\b', reason: 'number' as const },
    { pattern: '^\\s*(410)\\b', reason: 'too_fast' as const },
    { pattern: '^\\s*(411|412)\\b', reason: 'sender_or_template' as const },
    { pattern: '^\\s*(413)\\b', reason: 'text' as const },
    { pattern: '^\\s*(414)\\b', reason: 'opted_out' as const },
  ],
  username: 'tnpolice',
  password: secrets.password,
  secureKey: secrets.secureKey,
})
