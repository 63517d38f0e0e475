import { z } from 'zod'
import {
  answerWithinMs,
  type Exchange,
  is2xx,
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
import {
  createSnsClient,
  credentialCodes,
  notAllowedCodes,
  type SnsAccount,
  snsErrorOf,
} from './sns-client.ts'

export type AwsSettings = SnsAccount & {
  /** The DLT header, where it is not the template's. */
  senderId?: string | undefined
}

/** Amazon SNS by its SDK. Source: docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export const createAwsSnsGateway = ({
  senderId,
  transport,
  deadlineMs = answerWithinMs,
  ...account
}: AwsSettings & { transport: Transport; deadlineMs?: number }): Gateway => {
  // What the SDK learns of the server's clock from an answer: a request of a PC whose clock is wrong is refused once only.
  let clockOffsetMs = 0

  const publish = async (
    message: Message,
    exchange: ReturnType<typeof oneExchange>,
    signal: AbortSignal,
  ): Promise<unknown> => {
    const client = await createSnsClient({ ...account, clockOffsetMs, exchange, signal })
    const { PublishCommand } = await import('@aws-sdk/client-sns')
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

/** `answer` is what the SDK resolved or rejected with; it is believed only as far as the exchange bears it out. */
const judge = (exchange: Exchange | undefined, answer: unknown): Handover => {
  if (exchange?.kind !== 'answered') return judgeUnanswered(exchange)
  const message = messageForm.safeParse(answer).data
  if (is2xx(exchange.status) && message) return accepted(message.MessageId)
  const error = snsErrorOf(exchange, answer)
  if (error) return refused(reasonOfError(error.code, error.sentence), error.code)
  return judgeUnanswered(exchange)
}

const messageForm = z.object({ MessageId: z.uuid() })

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
  credentials: credentialCodes,
  too_fast: 'Throttled Throttling ThrottlingException TooManyRequestsException RequestLimitExceeded',
  opted_out: 'OptedOut OptedOutException',
  not_allowed: notAllowedCodes,
  quota: 'LimitExceeded LimitExceededException ServiceQuotaExceededException QuotaExceeded',
}
