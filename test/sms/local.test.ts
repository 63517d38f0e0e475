import { expect, test } from 'vitest'
import { createLocalGateway } from '../../main/sms/local.ts'
import { createTestStation, officer, okValue } from '../station.ts'

test('the local gateway prints two lines: the number, and the text with its line breaks as slashes', async () => {
  const lines: string[] = []
  const gateway = createLocalGateway((line) => lines.push(line))
  const handover = await gateway.send(
    { to: '+919876543210', text: 'one\ntwo\nthree', lifeMs: 1 },
    new AbortController().signal,
  )
  expect(lines).toEqual(['SMS TO: +919876543210', 'MESSAGE: one / two / three'])
  expect(handover).toEqual({ kind: 'accepted', reference: expect.stringMatching(/\S/) })
})

test('a tester finds number, code and tag in what the local gateway prints', async () => {
  const lines: string[] = []
  const { call } = await createTestStation({ gateways: [createLocalGateway((line) => lines.push(line))] })
  const { tag } = okValue(await call('sendOtp', officer))
  expect(lines).toHaveLength(2)
  expect(lines[0]).toBe('SMS TO: +919876543210')
  expect(lines[1]).toMatch(new RegExp(`^MESSAGE: .* / Your OTP: \\d{6} \\(code ${tag}\\) / `))
})

test('in Tamil too', async () => {
  const lines: string[] = []
  const gateways = [createLocalGateway((line) => lines.push(line))]
  const { call } = await createTestStation({ gateways, settings: { sms: { language: 'ta' } } })
  const { tag } = okValue(await call('sendOtp', officer))
  expect(lines[1]).toMatch(new RegExp(`^MESSAGE: .*OTP: \\d{6} \\(code ${tag}\\) / 2 `))
})
