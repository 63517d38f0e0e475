import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog, mask, maskedLog } from '../main/log.ts'
import { StoreUnavailable } from '../main/store/store.ts'
import { temporaryFolder } from './station.ts'

const written = (write: (log: ReturnType<typeof maskedLog>) => void) => {
  const lines: string[] = []
  write(maskedLog((_level, message) => lines.push(message)))
  return lines.join('\n')
}

test.each([
  ['a code', 'the code 004217 was typed', '004217'],
  ['a code with a dash', 'typed 123-456', '123-456'],
  ['a code with spaces', 'typed 12 34 56', '12 34 56'],
  ['a mobile number', 'to 9876543210', '98765'],
  ['a number with country code', 'to +919876543210', '98765'],
  ['a number in two parts', 'to 98765 43210', '43210'],
  ['a number with dashes', 'to +91-98765-43210', '43210'],
  ['a number glued to letters', 'x9876543210y', '98765'],
  ['a number in Tamil digits', 'to ௯௮௭௬௫௪௩௨௧௦', '௯௮௭'],
  ['a number with a hard space', 'to 98765\u00A043210', '43210'],
  ['a number with brackets', 'to (+91) 98765 43210', '43210'],
])('%s is masked', (_what, text, secret) => {
  expect(mask(text)).not.toContain(secret)
})

test('a token is masked, wherever it stands', () => {
  const token = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJvZmZpY2VyIn0.c2lnbmF0dXJl_-x'
  for (const text of [token, `Bearer ${token}`, `token=${token};`, `{"token":"${token}"}`]) {
    expect(mask(text)).not.toContain('eyJzdWIi')
    expect(mask(text)).not.toContain('c2lnbmF0dXJl')
  }
})

test('short numbers, words and line numbers stay readable', () => {
  const text = 'listening after 300 ms, 3 of 120 sends, at send.ts:42:17, error ab12'
  expect(mask(text)).toBe(text)
})

test('no run of six digits survives, whatever stands around it', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 999_999 }), fc.string(), (before, number, after) => {
      expect(mask(before + String(number).padStart(6, '0') + after)).not.toMatch(/\d{6}/)
    }),
  )
})

test.each(['info', 'warn', 'error'] as const)('%s masks its message', (level) => {
  expect(written((log) => log[level]('sent to 9876543210'))).toBe('sent to [digits]')
})

test('an error is written with its cause, and the cause is masked', () => {
  const text = written((log) => log.error('the send failed', new Error('gateway said no to +919876543210')))
  expect(text).toContain('the send failed')
  expect(text).toContain('gateway said no to')
  expect(text).not.toContain('98765')
})

test('a cause that is no error is written too', () => {
  expect(written((log) => log.error('failed', 'refused 123456'))).toBe('failed\nrefused [digits]')
})

test('the log tells why the store was not available: the cause behind the cause is written, masked', () => {
  const text = written((log) =>
    log.error('failed', new StoreUnavailable(new Error('disk is full near 9876543210'))),
  )
  expect(text).toContain('the store is not available')
  expect(text).toContain('disk is full')
  expect(text).not.toContain('98765')
})

test('what an error carries beside its words is not written: libraries put requests with their secrets there', () => {
  const fault = Object.assign(new Error('the gateway said no'), {
    config: { headers: { authorization: 'Basic c2VjcmV0' }, data: { Body: 'Your OTP' } },
  })
  for (const cause of [fault, new StoreUnavailable(fault)]) {
    const text = written((log) => log.error('failed', cause))
    expect(text).toContain('the gateway said no')
    expect(text).not.toMatch(/c2VjcmV0|Your OTP/)
  }
})

test('the log file holds what was said, masked', () => {
  const file = join(temporaryFolder(), 'log', 'main.log')
  const log = createLog(file)
  log.info('started')
  log.error('the send failed', new Error('no way to 9876543210'))
  const text = readFileSync(file, 'utf8')
  expect(text).toContain('started')
  expect(text).toContain('no way to [digits]')
  expect(text).not.toContain('9876543210')
})

test('the log file starts anew at 1 MB and keeps one older part', () => {
  const folder = join(temporaryFolder(), 'log')
  const log = createLog(join(folder, 'main.log'))
  for (const part of ['first', 'second', 'third']) {
    log.info(part)
    writeFileSync(join(folder, 'main.log'), `${part} ${'x'.repeat(1_000_000)}`)
  }
  log.info('fourth')
  expect(readdirSync(folder).sort()).toEqual(['main.log', 'main.old.log'])
  expect(readFileSync(join(folder, 'main.log'), 'utf8')).toContain('fourth')
  expect(readFileSync(join(folder, 'main.old.log'), 'utf8')).toMatch(/^third /)
})

test('a log file that cannot be written stops nothing', () => {
  const folder = temporaryFolder()
  const log = createLog(join(folder, 'main.log'))
  rmSync(folder, { recursive: true })
  writeFileSync(folder, 'a file where the folder was')
  expect(() => log.info('started')).not.toThrow()
})
