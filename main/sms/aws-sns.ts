import { z } from 'zod'
import {
  answerWithinMs,
  type Exchange,
  type HttpRequest,
  is2xx,
  is4xx,
  judgeUnanswered,
  oneExchange,
  type Transport,
  within,
} from './exchange.ts'
import {
  accepted,
  type Codes,
  type Gateway,
  type Handover,
  type Message,
  type Reason,
  reasonOf,
  refused,
} from './gateway.ts'

export type AwsSettings = {
  accessKeyId: string
  secretAccessKey: string
  region: string
  /** The DLT header, where it is not the template's. */
  senderId?: string | undefined
  baseUrl?: string | undefined
}

/** Amazon SNS by its SDK. Source: docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const createAwsSnsGateway = ({
  accessKeyId,
  secretAccessKey,
  region,
  senderId,
  baseUrl = `https://sns.${region}.amazonaws.com`,
  transport,
  deadlineMs = answerWithinMs,
}: AwsSettings & { transport: Transport; deadlineMs?: number }): Gateway => {
  // What the SDK learns of the server's clock from an answer: a request of a PC whose clock is wrong is refused once only.
  let clockOffsetMs = 0

  const publish = async (
    message: Message,
    exchange: ReturnType<typeof oneExchange>,
    signal: AbortSignal,
  ): Promise<unknown> => {
    const { PublishCommand, SNSClient } = await import('@aws-sdk/client-sns')
    // Everything that the SDK would otherwise look for in the environment or in ~/.aws is said here.
    const client = new SNSClient({
      credentials: { accessKeyId, secretAccessKey },
      region,
      endpoint: baseUrl,
      useFipsEndpoint: false,
      useDualstackEndpoint: false,
      maxAttempts: 1,
      retryMode: 'standard',
      defaultsMode: 'standard',
      authSchemePreference: ['sigv4'],
      userAgentAppId: async () => undefined,
      disableClockSkewCorrection: false,
      systemClockOffset: clockOffsetMs,
      requestHandler: {
        metadata: { handlerProtocol: 'http/1.1' },
        httpHandlerConfigs: () => ({}),
        updateHttpClientConfig: () => undefined,
        handle: async (request: SdkRequest) => {
          const { status, headers, body } = await exchange.send(fromSdk(request), signal)
          return { response: { statusCode: status, headers, body: Buffer.from(body) } }
        },
      },
    })
    try {
      return await client.send(
        new PublishCommand({
          PhoneNumber: message.to,
          Message: message.text,
          MessageAttributes: attributesOf(message, senderId),
        }),
      )
    } catch (cause) {
      return cause
    } finally {
      clockOffsetMs = client.config.systemClockOffset
    }
  }

  return {
    name: 'aws',
    send: async (message, signal) => {
      const exchange = oneExchange(transport)
      const late = () => judge(exchange.seen(), undefined)
      return within({ ms: deadlineMs, signal, late }, async (signal) => {
        const answer = await publish(message, exchange, signal)
        return judge(exchange.seen(), answer)
      })
    },
  }
}

// Source: docs.aws.amazon.com/sns/latest/dg/channels-sms-senderid-india.html
const attributesOf = ({ template }: Message, senderId: string | undefined) => {
  const values = {
    'AWS.SNS.SMS.SMSType': 'Transactional',
    'AWS.SNS.SMS.SenderID': senderId ?? template?.header,
    'AWS.MM.SMS.EntityId': template?.entityId,
    'AWS.MM.SMS.TemplateId': template?.templateId,
  }
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  )
}

/** The slice of the SDK's request that is used. */
type SdkRequest = {
  protocol: string
  hostname: string
  port?: number
  path: string
  headers: Record<string, string>
  body?: unknown
}

const fromSdk = ({ protocol, hostname, port, path, headers, body }: SdkRequest): HttpRequest => ({
  method: 'POST',
  url: new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`),
  headers,
  body: typeof body === 'string' ? body : Buffer.from(z.instanceof(Uint8Array).parse(body)).toString('utf8'),
})

/** `answer` is what the SDK resolved or rejected with; it is believed only as far as the exchange bears it out. */
const judge = (exchange: Exchange | undefined, answer: unknown): Handover => {
  if (exchange?.kind !== 'answered') return judgeUnanswered(exchange)
  const message = messageForm.safeParse(answer).data
  if (is2xx(exchange.status) && message) return accepted(message.MessageId)
  const error = errorForm.safeParse(answer).data
  // The SDK makes an error of any page; SNS names its own with a type and a code, in XML.
  if (is4xx(exchange.status) && error && /^\s*(<\?xml[^>]*>\s*)?<ErrorResponse[\s>]/.test(exchange.body)) {
    const code = error.Code ?? error.name
    return refused(reasonOfError(code, error.message), code)
  }
  return judgeUnanswered(exchange)
}

const messageForm = z.object({ MessageId: z.uuid() })
const errorForm = z.object({ name: z.string(), Code: z.string().optional(), message: z.string() })

// SNS has few codes for what is wrong with a message; which part it was stands in the sentence.
const invalid = ['InvalidParameter', 'InvalidParameterValue', 'ValidationException', 'ValidationError']

const reasonOfError = (code: string, sentence: string): Reason => {
  if (!invalid.includes(code)) return reasonOf(codes, code)
  if (/SenderI[dD]|EntityId|TemplateId/.test(sentence)) return 'sender_or_template'
  if (/phone ?number/i.test(sentence)) return 'number'
  return /message/i.test(sentence) ? 'text' : 'unknown'
}

// Source: API_Publish.html and CommonErrors.html beside it
const codes: Codes = {
  credentials:
    'InvalidClientTokenId SignatureDoesNotMatch IncompleteSignature MissingAuthenticationToken ' +
    'UnrecognizedClientException InvalidSecurity ExpiredToken RequestExpired InvalidAccessKeyId',
  too_fast: 'Throttled Throttling ThrottlingException TooManyRequestsException RequestLimitExceeded',
  opted_out: 'OptedOut OptedOutException',
  not_allowed: 'AuthorizationError AccessDenied AccessDeniedException NotAuthorized OptInRequired',
  quota: 'LimitExceeded LimitExceededException ServiceQuotaExceededException QuotaExceeded',
}
