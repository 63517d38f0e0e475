import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import en from '../../renderer/words/en.json' with { type: 'json' }
import ta from '../../renderer/words/ta.json' with { type: 'json' }
import { wordsOf } from '../../renderer/words/words.ts'

const renderer = join(import.meta.dirname, '../../renderer')
const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file))
  .map((file) => ({ file, text: readFileSync(join(renderer, file), 'utf8') }))
const everything = sources.map(({ text }) => text).join('\n')
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort()

describe('the words', () => {
  test('have the same keys, in the same order, in English and Tamil', () =>
    expect(Object.keys(ta)).toEqual(Object.keys(en)))

  test.each(Object.entries(en))('%s has the same placeholders in both languages', (key, text) =>
    expect(placeholders(Object.entries(ta).find(([other]) => other === key)?.[1] ?? '')).toEqual(
      placeholders(text),
    ),
  )

  test('are Tamil in Tamil, but for names that stay', () => {
    const untranslated = Object.entries(ta).filter(([, text]) => !/\p{Script=Tamil}/u.test(text))
    expect(untranslated.map(([key]) => key)).toEqual(['product', 'window.title', 'language.en'])
  })

  test('are never blank', () => {
    for (const text of [...Object.values(en), ...Object.values(ta)]) expect(text.trim()).toBe(text)
    for (const text of [...Object.values(en), ...Object.values(ta)]) expect(text).not.toBe('')
  })

  test.each(Object.keys(en))('%s is used', (key) => {
    const base = key.replace(/_(one|other)$/, '')
    const prefix = `${key.split('.')[0]}.\${`
    // Codes, steps and languages are looked up by their own name; the compiler proves that none is missing.
    const byName = everything.includes(`\`${prefix}`) && isCode(key)
    expect(everything.includes(`'${key}'`) || everything.includes(`'${base}'`) || byName).toBe(true)
  })

  test('stand in no component: no sentence is written between tags', () => {
    for (const { file, text } of sources.filter(({ file }) => file.endsWith('.tsx'))) {
      const written = [...text.matchAll(/>\s*([^<>{}=]*\p{L}{2,}[^<>{}=]*)<\//gu)].map(([, words]) => words)
      expect(written, file).toEqual([])
    }
  })
})

describe('a sentence', () => {
  test('carries its values', () =>
    expect(wordsOf('en').say('code.tag', { tag: 'KD' })).toBe('The SMS with code KD belongs to this screen.'))

  test('agrees with its number', () => {
    expect(wordsOf('en').sayCount('error.triesLeft', 1)).toBe('You have 1 try left.')
    expect(wordsOf('en').sayCount('error.triesLeft', 2)).toBe('You have 2 tries left.')
    expect(wordsOf('ta').sayCount('error.triesLeft', 2)).toBe('இன்னும் 2 முறை முயலலாம்.')
  })
})

const codes = {
  gateways: ['name state messages'],
  reason: ['credentials too_fast number opted_out not_allowed sender_or_template quota text network unknown'],
  report: [
    'configuration wrong_account kit keys_unreadable keys_missing keys_unprotected',
    'database_missing database_empty database_corrupt database_newer database_unwritable internal',
  ],
  error: [
    'invalid_request not_allowed busy store_unavailable internal invalid_login_id invalid_mobile sms_failed',
    'too_many_requests locked invalid_otp_format wrong_otp otp_expired otp_superseded too_many_attempts',
    'invalid_text already_enrolled unknown_officer stale last_administrator suspended file_unusable',
    'wrong_set_up_code set_up_over',
  ],
  farewell: ['idle expired elsewhere suspended changed logged_out administrator enrolled set_up_over'],
  notice: ['test_sms unprotected_keys records_older'],
  part: ['session officers sessions ledger selftest'],
  level: ['red amber green'],
  role: ['officer administrator'],
  roleHint: ['officer administrator'],
  state: ['active suspended'],
  told: [
    'enrolled saved mobile_changed suspended resumed unlocked was_not_locked session_ended had_no_session',
  ],
  mobileStep: ['number code change'],
  export: ['csv jsonl'],
  sessions: ['officer terminal since idle endsIn do'],
  sessionsTold: ['ended was_over'],
  entry: ['number time event subject actor outcome'],
  actor: ['terminal machine'],
  event: [
    'flag otp_send otp_delivery otp_report otp_verify otp_expired otp_void session_end unlock rescue_code',
    'officer_change identity_confirm roster_import roster_export roster_seen set_up_code gateway flags_seen ledger_export',
    'ledger_prune ledger_accept keys_export keys_import secret_set terminal_renewed kit_made kit_applied',
    'kit_refused',
  ],
  mistake: ['columns_missing column_twice quotation fields login_id login_id_twice text mobile role'],
  broken: ['changed missing inserted cut_off other_ledger'],
  flag: ['locked success_after_failures ledger_behind'],
  setUpField: ['code loginId name rank station mobileNumber'],
  delivery: ['sending handed_over may_still_arrive'],
  hint: ['not_one_code digits_only'],
  step: ['credentials code session'],
  language: ['en ta'],
}

const isCode = (key: string) => {
  const [room, name] = key.split('.')
  return Object.entries(codes).some(
    ([prefix, names]) =>
      prefix === room &&
      names
        .join(' ')
        .split(' ')
        .includes(name ?? ''),
  )
}
