import { readFileSync } from 'node:fs'
import type { Config } from './config/schema.ts'
import { Problem } from './problem.ts'
import { createAwsSnsGateway } from './sms/aws-sns.ts'
import type { Gateway } from './sms/gateway.ts'
import { createHttpsGateway } from './sms/https-gateway.ts'
import { createHttpsProbe } from './sms/https-probe.ts'
import { createLocalGateway } from './sms/local.ts'
import type { Probe } from './sms/probe.ts'
import { missingSettings } from './sms/settings.ts'
import { createSnsProbe } from './sms/sns-probe.ts'
import { createTransport } from './sms/transport.ts'
import { createTwilioGateway } from './sms/twilio.ts'
import { createTwilioProbe } from './sms/twilio-probe.ts'
import { createVonageGateway } from './sms/vonage.ts'
import { createVonageProbe } from './sms/vonage-probe.ts'

/**
 * The gateways of the configured route, in their order. Call it after `checkStation`, which has told what they lack:
 * a setting that is missing all the same is a fault of ours.
 */
export const createGateways = ({ sms, network }: Config, development: boolean): Gateway[] => {
  const transport = transportOf(network, development)
  const { twilio, aws, vonage, https } = sms
  const make: Record<Config['sms']['gateways'][number], () => Gateway> = {
    local: () => createLocalGateway((line) => process.stdout.write(`${line}\n`)),
    twilio: () =>
      createTwilioGateway({
        ...twilio,
        accountSid: given(twilio.accountSid),
        authToken: given(twilio.authToken),
        transport,
      }),
    aws: () =>
      createAwsSnsGateway({
        ...aws,
        accessKeyId: given(aws.accessKeyId),
        secretAccessKey: given(aws.secretAccessKey),
        transport,
      }),
    vonage: () =>
      createVonageGateway({
        ...vonage,
        apiKey: given(vonage.apiKey),
        apiSecret: given(vonage.apiSecret),
        transport,
      }),
    https: () => createHttpsGateway({ ...given(https), transport }),
  }
  return sms.gateways.map((name) => make[name]())
}

/** Asks those of the route whose settings are complete about the account. */
export const createProbes = ({ sms, network }: Config, development: boolean): Probe[] => {
  const transport = transportOf(network, development)
  const { twilio, aws, vonage, https } = sms
  const make: Record<Provider, () => Probe> = {
    twilio: () =>
      createTwilioProbe({
        accountSid: given(twilio.accountSid),
        authToken: given(twilio.authToken),
        baseUrl: twilio.baseUrl,
        transport,
      }),
    aws: () =>
      createSnsProbe({
        accessKeyId: given(aws.accessKeyId),
        secretAccessKey: given(aws.secretAccessKey),
        region: aws.region,
        baseUrl: aws.baseUrl,
        transport,
      }),
    vonage: () =>
      createVonageProbe({
        apiKey: given(vonage.apiKey),
        apiSecret: given(vonage.apiSecret),
        baseUrl: vonage.baseUrl,
        transport,
      }),
    https: () => createHttpsProbe({ url: given(https).url, transport }),
  }
  return sms.gateways.flatMap((name) =>
    name === 'local' || missingSettings(name, sms).length > 0 ? [] : [make[name]()],
  )
}

type Provider = Exclude<Config['sms']['gateways'][number], 'local'>

const given = <Value>(value: Value | undefined): Value => {
  if (value === undefined) throw new Error('a gateway was made before its settings were checked')
  return value
}

const transportOf = ({ proxy, caFile }: Config['network'], development: boolean) => {
  try {
    const ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8')
    return createTransport({ proxy, ca, allowLoopbackHttp: development })
  } catch {
    // Of the proxy the configuration was read for already.
    throw new Problem('configuration', [
      `network.caFile: ${caFile} cannot be used. Expected: a file that can be read, with certificates`,
    ])
  }
}
