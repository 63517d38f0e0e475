import { hostname } from 'node:os'
import { expect } from '@playwright/test'
import { clockTime } from '../../renderer/time/clock-time.ts'
import { type Language, wordsOf } from '../../renderer/words/words.ts'
import { redisHere } from '../redis/server-process.ts'
import type { Program } from './program.ts'
import { test } from './terminals.ts'

// In CI a server that cannot be started fails instead.
test.skip(!redisHere && !process.env.CI, 'needs redis-server')
test.describe.configure({ timeout: 120_000 })

const words = { en: wordsOf('en').say, ta: wordsOf('ta').say }
const languages = { en: 'English', ta: 'தமிழ்' }

const askForCode = async ({ fill, press, see, nextCode }: Program) => {
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '9876543210')
  await press('Send OTP')
  await see('Enter the code')
  return nextCode()
}

/** What the main process says of the session, which the page may not have heard of yet. */
const session = ({ page }: Program) => page.evaluate(() => window.station.session())
const signedIn = { ok: true, value: { session: { officer: { loginId: 'officer_001' } } } }
const signedOut = { ok: true, value: {} }

const farewell = ({ page }: Program) => page.getByRole('status').filter({ hasText: /./ })

/** An alert says so in both languages; the window is in English before and after. */
const storeUnavailable = async ({ page, press }: Program) => {
  for (const language of ['en', 'ta', 'en'] as const) {
    await press(languages[language])
    await expect(page.getByRole('alert')).toContainText(words[language]('error.store_unavailable'))
  }
}

const reachesServerAgain = ({ printed }: Program) =>
  expect.poll(printed, { timeout: 20_000 }).toContain("the store's server can be used again")

test('an officer who signs in at another computer is signed out here within two seconds, and reads where and when', async ({
  station,
}) => {
  const [a, b] = [await (await station.join()).open(), await (await station.join()).open()]
  await a.signIn()
  const code = await askForCode(b)
  const before = Date.now()
  await b.fill('One-time password', code)
  await b.see('Signed in')
  await expect(farewell(a)).toBeVisible({ timeout: 2000 })
  const between = [before, Date.now()]
  const sentences = (language: Language) =>
    between.map((wallNow) => {
      const time = clockTime(language, { at: 0, now: 0, wallNow })
      return words[language]('farewell.elsewhereAt', { place: hostname(), time })
    })
  await a.see('Sign in')
  expect(sentences('en')).toContain(await farewell(a).textContent())
  await a.press(languages.ta)
  expect(sentences('ta')).toContain(await farewell(a).textContent())
  expect(await session(a)).toEqual(signedOut)
  await expect(b.page.getByRole('button', { name: 'Log out' })).toBeVisible()
  expect(await session(b)).toMatchObject(signedIn)
  expect((await station.sessions()).sort()).toEqual(['elsewhere', 'live'])
})

for (const { what, line, number } of [
  {
    what: 'role',
    line: 'officer_001,Demo Officer,Sub-Inspector,Demo Station,9876543210,administrator',
    number: '9876543210',
  },
  {
    what: 'number',
    line: 'officer_001,Demo Officer,Sub-Inspector,Demo Station,9876543299,officer',
    number: '9876543299',
  },
]) {
  test(`a roster that is brought at one terminal and changes an officer's ${what} signs him out at another`, async ({
    station,
  }) => {
    const a = await station.join()
    const b = await (await station.join()).open()
    await b.signIn()
    await a.importRoster(line)
    await b.see('Sign in')
    await expect(farewell(b)).toHaveText(words.en('farewell.changed'))
    expect(await session(b)).toEqual(signedOut)
    expect(await station.sessions()).toEqual(['changed'])
    await b.signIn('officer_001', number)
  })
}

test('with the server killed, Send OTP says so in both languages and keeps what was typed; once it is back, the same press works', async ({
  station,
}) => {
  const program = await (await station.join()).open()
  const { page, fill, press, see, nextCode } = program
  await see('Sign in')
  await fill('Login ID', 'officer_001')
  await fill('Mobile number', '98765 43210')
  await station.redis.kill()
  await press('Send OTP')
  await storeUnavailable(program)
  await expect(page.getByRole('textbox', { name: 'Login ID' })).toHaveValue('officer_001')
  await expect(page.getByRole('textbox', { name: 'Mobile number' })).toHaveValue('98765 43210')
  await station.redis.restart()
  await reachesServerAgain(program)
  await press('Send OTP')
  await fill('One-time password', await nextCode())
  await see('Signed in')
  expect(await station.sessions()).toEqual(['live'])
})

test('with the server frozen, Verify OTP says so in both languages and keeps the code; once it goes on, there is one session', async ({
  station,
}) => {
  const program = await (await station.join()).open()
  const { page, fill, press, see, nextCode } = program
  const field = page.getByRole('textbox', { name: 'One-time password' })
  // The server then knows the script of a try: it runs one that is in its ears when it goes on.
  await program.signIn()
  await press('Log out')
  const code = await askForCode(program)
  station.redis.freeze()
  await fill('One-time password', code)
  await storeUnavailable(program)
  await expect(field).toHaveValue(code)
  await expect(field).toBeEditable()
  station.redis.thaw()
  await reachesServerAgain(program)
  // The server may have judged the try of which nobody heard.
  await press('Verify OTP')
  const spent = page.getByRole('alert').filter({ hasText: words.en('error.otp_expired') })
  await expect(spent.or(page.getByRole('heading', { name: 'Signed in' }))).toBeVisible()
  if (await spent.isVisible()) {
    // The session that it started, which nobody has, is ended by the terminal.
    await expect.poll(station.sessions).not.toContain('live')
    await press('Resend OTP')
    await expect(spent).toBeHidden()
    await fill('One-time password', await nextCode())
  }
  await see('Signed in')
  await expect.poll(async () => (await station.sessions()).filter((end) => end === 'live')).toHaveLength(1)
  expect(await session(program)).toMatchObject(signedIn)
})

test('a terminal that starts while the server is down opens its first screen, and works once the server is there', async ({
  station,
}) => {
  const terminal = await station.join()
  await station.redis.kill()
  const program = await terminal.open()
  await program.see('Sign in')
  await program.fill('Login ID', 'officer_001')
  await program.fill('Mobile number', '9876543210')
  await program.press('Send OTP')
  await storeUnavailable(program)
  await station.redis.restart()
  await reachesServerAgain(program)
  await program.signIn()
})

test('a terminal without the station key reports the task that brings it', async ({ start, station }) => {
  const program = await start({ settings: station.settings })
  await program.see('The program cannot start')
  await expect(program.page.getByRole('alert')).toContainText(words.en('report.configuration'))
  await expect(program.page.getByText('--import-station-key')).toBeVisible()
})

test('a logout at the terminal where an officer signed in last ends his session, and the other one takes him again', async ({
  station,
}) => {
  const [a, b] = [await (await station.join()).open(), await (await station.join()).open()]
  await a.signIn()
  await b.signIn()
  await b.press('Log out')
  await b.see('Sign in')
  await expect(farewell(b)).toHaveText(words.en('farewell.logged_out'))
  expect((await station.sessions()).sort()).toEqual(['elsewhere', 'logout'])
  await a.signIn()
  expect(await session(a)).toMatchObject(signedIn)
  expect(await session(b)).toEqual(signedOut)
})

test('a program that is closed ends its session, and one that was killed ends it when it starts again', async ({
  station,
}) => {
  const program = await (await station.join()).open()
  await program.signIn()
  await program.restart()
  await program.see('Sign in')
  expect(await station.sessions()).toEqual(['logout'])
  await program.signIn()
  program.application.process().kill('SIGKILL')
  expect((await station.sessions()).sort()).toEqual(['live', 'logout'])
  await program.restart()
  await program.see('Sign in')
  expect((await station.sessions()).sort()).toEqual(['logout', 'restart'])
})
