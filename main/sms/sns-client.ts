import { z } from 'zod'
import { type Exchange, type HttpRequest, is4xx, type oneExchange } from './exchange.ts'

export type SnsAccount = {
  accessKeyId: string
  secretAccessKey: string
  region: string
  baseUrl?: string | undefined
}

/** The SDK's client for one request, which speaks through `exchange`. */
export const createSnsClient = async ({
  accessKeyId,
  secretAccessKey,
  region,
  baseUrl = `https://sns.${region}.amazonaws.com`,
  clockOffsetMs = 0,
  exchange,
  signal,
}: SnsAccount & {
  /** How far the server's clock is ahead of this computer's. */
  clockOffsetMs?: number
  exchange: ReturnType<typeof oneExchange>
  signal: AbortSignal
}) => {
  const { SNSClient } = await import('@aws-sdk/client-sns')
  // Everything that the SDK would otherwise look for in the environment or in ~/.aws is said here.
  return new SNSClient({
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

/** What SNS itself refuses with: the SDK makes an error of any page, SNS names its own with a type and a code, in XML. */
export const snsErrorOf = (
  exchange: Extract<Exchange, { kind: 'answered' }>,
  answer: unknown,
): { code: string; sentence: string } | undefined => {
  const error = errorForm.safeParse(answer).data
  if (!error || !is4xx(exchange.status)) return undefined
  if (!/^\s*(<\?xml[^>]*>\s*)?<ErrorResponse[\s>]/.test(exchange.body)) return undefined
  return { code: error.Code ?? error.name, sentence: error.message }
}

const errorForm = z.object({ name: z.string(), Code: z.string().optional(), message: z.string() })

// Source: docs.aws.amazon.com/sns/latest/api/API_Publish.html and CommonErrors.html beside it
export const credentialCodes =
  'InvalidClientTokenId SignatureDoesNotMatch IncompleteSignature MissingAuthenticationToken ' +
  'UnrecognizedClientException InvalidSecurity ExpiredToken RequestExpired InvalidAccessKeyId'
export const notAllowedCodes =
  'AuthorizationError AccessDenied AccessDeniedException NotAuthorized OptInRequired'
