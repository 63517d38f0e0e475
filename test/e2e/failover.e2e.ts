import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from '@playwright/test'
import { test } from './program.ts'

/** A provider on this computer. */
const provider = async (
  answer: (request: IncomingMessage, body: string) => { status: number; body: string } | 'nothing',
) => {
  const requests: string[] = []
  const server: Server = createServer(async (request, response) => {
    const body = await text(request)
    requests.push(body)
    const said = answer(request, body)
    if (said === 'nothing') return
    response.writeHead(said.status, { 'content-type': 'application/json' }).end(said.body)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const { port } = server.address() as AddressInfo
  const close = () => {
    server.closeAllConnections()
    server.close()
  }
  return { url: `http://127.0.0.1:${port}`, requests, close }
}

const settings = (twilioUrl: string, httpsUrl: string) => ({
  sms: {
    gateways: ['twilio', 'https'],
    templates: {
      en: {
        text: 'Tamil Nadu Police - TOR UNVEIL\nYour OTP: {otp} (code {tag})\nValid for {minutes} minutes',
        brand: 'TOR UNVEIL',
        header: 'TNPOLS',
        entityId: '1101234567890123456',
        templateId: '1107123456789012345',
      },
    },
    twilio: {
      accountSid: `AC${'0'.repeat(32)}`,
      authToken: 'token',
      from: '+15005550006',
      baseUrl: twilioUrl,
    },
    https: {
      url: `${httpsUrl}/send`,
      fields: { mobile: '{to}', message: '{text}', template: '{templateId}' },
      success: '"ok":true',
      messageId: '"id":"(\\w+)"',
    },
  },
})

test('the first gateway refuses, the second delivers, and the officer notices nothing but a line', async ({
  start,
}) => {
  const refusing = await provider(() => ({
    status: 401,
    body: '{"code":20003,"message":"Authenticate","status":401}',
  }))
  const delivering = await provider(() => ({ status: 200, body: '{"ok":true,"id":"m1"}' }))
  try {
    const { page, fill, press, see } = await start({ settings: settings(refusing.url, delivering.url) })
    await expect(page.getByText('Test mode')).toBeHidden()
    await fill('Login ID', 'officer_001')
    await fill('Mobile number', '9876543210')
    await press('Send OTP')
    await see('Enter the code')
    await expect(page.getByText('The SMS is on its way.')).toBeVisible()
    expect(refusing.requests).toHaveLength(1)
    const sent = new URLSearchParams(delivering.requests[0])
    expect(sent.get('mobile')).toBe('+919876543210')
    const code = sent.get('message')?.match(/Your OTP: (\d{6})/)?.[1] ?? ''
    await fill('One-time password', code)
    await see('Signed in')
  } finally {
    refusing.close()
    delivering.close()
  }
})

test('when every gateway refuses, the officer is told, and may send again at once', async ({ start }) => {
  const refusing = await provider(() => ({
    status: 401,
    body: '{"code":20003,"message":"Authenticate","status":401}',
  }))
  const closed = await provider(() => 'nothing')
  closed.close()
  try {
    const { page, fill, press, see } = await start({ settings: settings(refusing.url, closed.url) })
    await fill('Login ID', 'admin_001')
    await fill('Mobile number', '9876543211')
    await press('Send OTP')
    await see('Enter the code')
    await expect(page.getByRole('alert')).toContainText('The SMS could not be sent')
    await expect(page.getByRole('button', { name: 'Resend OTP' })).toBeEnabled()
    await press('Change details')
    await press('Send OTP')
    await see('Enter the code')
  } finally {
    refusing.close()
  }
})

test('a gateway that hangs does not hold up the window, and the officer is told that the SMS may still arrive', async ({
  start,
}) => {
  const hanging = await provider(() => 'nothing')
  const delivering = await provider(() => ({ status: 200, body: '{"ok":true,"id":"m1"}' }))
  try {
    const { page, fill, press, see } = await start({ settings: settings(hanging.url, delivering.url) })
    await fill('Login ID', 'officer_001')
    await fill('Mobile number', '9876543210')
    await press('Send OTP')
    await see('Enter the code')
    await press('தமிழ்')
    await press('English')
    await see('Enter the code')
    await expect(page.getByText('may still arrive')).toBeVisible({ timeout: 15_000 })
    expect(hanging.requests).toHaveLength(1)
    expect(delivering.requests).toHaveLength(0)
  } finally {
    hanging.close()
    delivering.close()
  }
})

test('an administrator sees how the gateways are doing; an officer gets no answer', async ({ start }) => {
  const program = await start()
  await program.signIn()
  const asked = () => program.page.evaluate(() => window.station.gateways())
  expect(await asked()).toEqual({ ok: false, code: 'not_allowed' })
  await program.press('Log out')
  await program.signIn('admin_001', '9876543211')
  await expect(program.page.getByRole('row', { name: /local/ })).toContainText('Ready')
  expect(await asked()).toMatchObject({ ok: true, value: [{ name: 'local', accepted: 2 }] })
})
