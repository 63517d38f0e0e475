import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { accountSid, everyGateway } from '../sms/gateways/every-gateway.ts'
import { certify, makeAuthority } from '../sms/servers/certificates.ts'
import { answers, type Provider, startProvider } from '../sms/servers/provider.ts'
import { type Account, makeAccount } from './account.ts'
import { takeMachineFolder } from './machine-folder.ts'
import { openWindow } from './window.ts'

const folder = join(inject('packages'), 'linux-unpacked')
const program = join(folder, 'tor-unveil-login-test')
const machineFolder = '/etc/tor-unveil-login-test'
const canRun = process.platform === 'linux' && process.getuid?.() === 0
const headless = ['--log-level=3', '--ozone-platform=headless', '--disable-gpu']

// In a package the SDKs are chunks of the bundle, and no package of theirs is there to fall back on.
describe.skipIf(!canRun)('a packaged program sends', () => {
  let account: Account
  let taken: ReturnType<typeof takeMachineFolder> | undefined
  let provider: Provider
  const authority = makeAuthority('Authority of the department')
  const yesOf = (name: string) =>
    everyGateway.find((one) => one.name === name)?.yes ?? { status: 500, body: '' }
  const codes = () =>
    provider.seen.flatMap(({ body }) => {
      const form = new URLSearchParams(body)
      return /OTP: (\d{6}) /.exec(form.get('Body') ?? form.get('Message') ?? '')?.[1] ?? []
    })

  beforeAll(async () => {
    taken = takeMachineFolder(machineFolder)
    account = makeAccount()
    chownSync(join(folder, 'chrome-sandbox'), 0, 0)
    chmodSync(join(folder, 'chrome-sandbox'), 0o4755)
    writeFileSync(join(machineFolder, 'authority.pem'), authority.certificate)
    provider = await startProvider(certify(authority, { name: 'provider', hosts: ['localhost'] }))
  })
  afterAll(async () => {
    await provider?.stop()
    account?.remove()
    taken?.remove()
  })

  const configure = (name: string, settings: Record<string, unknown>) =>
    writeFileSync(
      join(machineFolder, 'config.json'),
      JSON.stringify({
        keys: { allowUnprotected: true },
        network: { caFile: join(machineFolder, 'authority.pem') },
        sms: {
          gateways: [name],
          templates: {
            en: {
              text: 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: {otp} (code {tag})\nValid for {minutes} minutes',
              brand: 'TOR UNVEIL',
              header: 'TNPOLS',
              entityId: '1101234567890123456',
              templateId: '1107123456789012345',
            },
          },
          [name]: { ...settings, baseUrl: provider.url },
        },
      }),
    )

  test.each([
    { name: 'twilio', secret: 'sms.twilio.authToken', settings: { accountSid, from: '+15005550006' } },
    {
      name: 'aws',
      secret: 'sms.aws.secretAccessKey',
      settings: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', region: 'ap-south-1' },
    },
  ])('by the SDK of $name', async ({ name, secret, settings }) => {
    configure(name, settings)
    const seal = [program, ...headless, '--set-secret', secret]
    expect(account.ask(seal, {}, 'a secret of the gateway, 0a1b2c3d4e5f')).toMatchObject({ status: 0 })
    const roster = join(account.home, 'roster.csv')
    const row = `officer_${name},A Name,Constable,Harbour,9876543210,officer`
    writeFileSync(roster, `login_id,name,rank,station,mobile,role\n${row}\n`)
    expect(account.ask([program, ...headless, '--import-roster', roster])).toMatchObject({ status: 0 })

    provider.behave(answers(yesOf(name)))
    const window = await openWindow(account, [program], codes)
    await window.signInAndOut(`officer_${name}`)
    await window.end()
    expect(provider.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })
})
