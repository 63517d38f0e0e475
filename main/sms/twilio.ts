import { z } from 'zod'
import {
  answerWithinMs,
  type Exchange,
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
  type DeliveryReport,
  failed,
  type Gateway,
  type Handover,
  reasonOf,
  refused,
  waiting,
} from './gateway.ts'

export type TwilioSettings = {
  accountSid: string
  authToken: string
  /** A number with +, or a sender name that Twilio has registered for India. */
  from?: string | undefined
  /** Instead of `from`: a messaging service that chooses the sender. */
  messagingServiceSid?: string | undefined
  baseUrl?: string | undefined
}

/** Twilio's Messages resource by its SDK. Source: www.twilio.com/docs/messaging/api/message-resource */
export const createTwilioGateway = ({
  accountSid,
  authToken,
  from,
  messagingServiceSid,
  baseUrl = 'https://api.twilio.com',
  transport,
  deadlineMs = answerWithinMs,
}: TwilioSettings & { transport: Transport; deadlineMs?: number }): Gateway => {
  const login = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`

  /** The SDK's resource, which speaks through `exchange`. */
  const messages = async (exchange: ReturnType<typeof oneExchange>, signal: AbortSignal) => {
    const { Version, MessageListInstance } = await loadSdk()
    const request: SdkRequest = async ({ method, uri, headers, data }) => {
      const sent = {
        method: method === 'post' ? ('POST' as const) : ('GET' as const),
        url: new URL(uri, baseUrl),
        headers: { ...headers, authorization: login },
        ...(data ? { body: new URLSearchParams(data).toString() } : {}),
      }
      const { status, body, headers: answered } = await exchange.send(sent, signal)
      return { statusCode: status, body, headers: answered }
    }
    return MessageListInstance(new Version({ request }, '2010-04-01'), accountSid)
  }

  return {
    name: 'twilio',
    send: async ({ to, text, lifeMs }, signal) => {
      const exchange = oneExchange(transport)
      const late = () => judge(exchange.seen(), undefined)
      return within({ ms: deadlineMs, signal, late }, async (signal) => {
        const message = {
          to,
          body: text,
          validityPeriod: Math.max(1, Math.ceil(lifeMs / 1000)),
          ...(messagingServiceSid === undefined ? { from } : { messagingServiceSid }),
        }
        const resource = await messages(exchange, signal)
        const answer: unknown = await resource.create(message).catch((cause: unknown) => cause)
        return judge(exchange.seen(), answer)
      })
    },
    status: async (reference, signal) => {
      const exchange = oneExchange(transport)
      return within({ ms: deadlineMs, signal, late: () => waiting }, async (signal) =>
        deliveryOf(await (await messages(exchange, signal))(reference).fetch()),
      )
    },
  }
}

/** `answer` is what the SDK resolved or rejected with; it is believed only as far as the exchange bears it out. */
const judge = (exchange: Exchange | undefined, answer: unknown): Handover => {
  if (exchange?.kind !== 'answered') return judgeUnanswered(exchange)
  if (is2xx(exchange.status)) {
    const { data } = messageForm.safeParse(answer)
    if (data && (data.status === 'failed' || data.status === 'undelivered')) {
      const code = String(data.errorCode ?? '')
      return refused(reasonOf(codes, code), code)
    }
    if (data) return accepted(data.sid)
  }
  const { data } = errorForm.safeParse(answer)
  if (is4xx(exchange.status) && data) return refused(reasonOf(codes, String(data.code)), String(data.code))
  return judgeUnanswered(exchange)
}

const deliveryOf = (answer: unknown): DeliveryReport => {
  const { data } = messageForm.safeParse(answer)
  switch (data?.status) {
    case 'delivered':
    case 'read':
      return { kind: 'delivered' }
    case 'failed':
    case 'undelivered':
    case 'canceled':
      return failed(reasonOf(codes, String(data.errorCode)), String(data.errorCode ?? data.status))
    default:
      return waiting
  }
}

const messageForm = z.object({
  sid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/i),
  status: z.string(),
  errorCode: z.number().nullish(),
})
const errorForm = z.object({ status: z.int(), code: z.int().min(10_000).max(99_999) })

// Source: www.twilio.com/docs/api/errors
const codes: Codes = {
  credentials: '20003 20008 20404',
  too_fast: '20429 14107 21611 30001 30022',
  number: '21211 21214 21217 21604 21614 21635 30003 30005 30006',
  opted_out: '21610 30004',
  not_allowed: '20005 21215 21408 21608 30002 90010',
  sender_or_template:
    '21212 21601 21603 21606 21612 21659 21660 21701 21703 21704 21705 21900 21901 30007 30024 ' +
    '30034 30038',
  quota: '63038 30010',
  text: '21602 21605 21617 21619',
  network: '30036',
}

type SdkRequest = (options: {
  method: string
  uri: string
  headers?: Record<string, string>
  data?: Record<string, string>
}) => Promise<{ statusCode: number; body: string; headers: Record<string, string> }>

const callable = <Callable>() => z.custom<Callable>((value) => typeof value === 'function')

/** The slice of the SDK that is used; its modules are CommonJS, so what one exports is `default`. */
const versionModule = z.object({
  default: z.object({
    default: callable<new (domain: { request: SdkRequest }, version: string) => object>(),
  }),
})
const messageModule = z.object({
  default: z.object({
    MessageListInstance:
      callable<
        (
          version: object,
          accountSid: string,
        ) => {
          create: (message: Record<string, string | number | undefined>) => Promise<unknown>
          (sid: string): { fetch: () => Promise<unknown> }
        }
      >(),
  }),
})

/**
 * The SDK's message resource without its client: the client reads TWILIO_* and HTTP_PROXY, prints, retries, and stops the
 * program for 100 ms while it loads axios and the JWT library. The resource alone takes 5.
 */
const loadSdk = async () => {
  const version: unknown = await import('twilio/lib/base/Version.js')
  const message: unknown = await import('twilio/lib/rest/api/v2010/account/message.js')
  return {
    Version: versionModule.parse(version).default.default,
    MessageListInstance: messageModule.parse(message).default.MessageListInstance,
  }
}
