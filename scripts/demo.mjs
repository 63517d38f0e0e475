// Signs in and out in the real window as a tester would, and takes a picture of every screen.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { _electron } from '@playwright/test'
import { build } from './build.mjs'
import { openDisplay } from './display.mjs'
import { launch } from './launch.mjs'
import { plainly, startedAs } from './plainly.mjs'
import { inProject } from './project.mjs'

const stepMs = 20_000
const pictures = inProject('demo-output')

/** Needs the built program; leaves its pictures in demo-output/ and nothing else. */
export const walkThrough = async () => {
  const display = await openDisplay()
  const home = mkdtempSync(join(tmpdir(), 'tor-unveil-demo-'))
  rmSync(pictures, { recursive: true, force: true })
  mkdirSync(pictures)
  let program
  try {
    program = await _electron.launch({ ...launch(home), timeout: stepMs })
    await signInAndOut(program)
    console.log('Signed in as officer_001 and logged out.')
  } catch (error) {
    throw new Error(`The walk-through failed: ${inOneLine(error)}`)
  } finally {
    await end(program)
    display.end()
    rmSync(home, { recursive: true, force: true })
  }
}

const signInAndOut = async (program) => {
  const message = nextMessage(program)
  const page = await program.firstWindow({ timeout: stepMs })
  page.setDefaultTimeout(stepMs)
  const named = (role, name) => page.getByRole(role, { name, exact: true })
  const picture = async (name) => {
    const path = join(pictures, `${name}.png`)
    await page.screenshot({ path })
    console.log(path)
  }

  await named('heading', 'Sign in').waitFor()
  await named('textbox', 'Login ID').fill('officer_001')
  await named('textbox', 'Mobile number').fill('9876543210')
  await picture('01-credentials')
  await named('button', 'Send OTP').click()

  await named('heading', 'Enter the code').waitFor()
  const code = await message
  await picture('02-code')
  await named('textbox', 'One-time password').fill(code)

  await named('heading', 'Signed in').waitFor()
  await picture('03-confirmation')
  await named('button', 'Log out').waitFor()
  await picture('04-session')
  await named('button', 'Log out').click()

  await named('heading', 'Sign in').waitFor()
  await picture('05-logged-out')
}

// The local gateway prints each message, and its code, on the program's standard output.
const nextMessage = (program) => {
  const message = new Promise((answer, fail) => {
    let told = ''
    program.process().stdout.on('data', (bytes) => {
      told += bytes
      const code = told.match(/^MESSAGE: .*Your OTP: (\d{6}) /m)?.[1]
      if (code) answer(code)
    })
    setTimeout(() => fail(new Error('no code was printed')), 2 * stepMs).unref()
  })
  message.catch(() => {})
  return message
}

const end = async (program) => {
  if (!program) return
  const { exitCode } = program.process()
  const late = setTimeout(() => exitCode === null && program.process().kill('SIGKILL'), 5_000)
  await program.close().catch(() => {})
  clearTimeout(late)
}

// Playwright says first that it waited in vain, and some lines later what for.
const inOneLine = (error) => {
  const [first, ...more] = stripVTControlCharacters(String(error?.message ?? error)).split('\n')
  const awaited = more.find((line) => line.includes('waiting for'))?.replace(/^[\s-]+/, '')
  return [first, awaited].filter(Boolean).join(' ')
}

if (startedAs(import.meta)) {
  plainly(async () => {
    await build()
    await walkThrough()
  })
}
