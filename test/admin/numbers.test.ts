import { globSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { channels } from '../../preload/channels.ts'
import { okValue, temporaryFolder } from '../station.ts'
import { administeredStation, confirmation, editByHand, ledgerOf } from './administrator.ts'

const details = { name: 'A', rank: 'B', station: 'C' }

test('no answer to an administrator, no file, no notice and no line of the log holds a whole number or a code', async () => {
  const station = await administeredStation()
  const answers: unknown[] = []
  const ask = async (name: string, ...input: unknown[]) => {
    const answer = await station.invoke(name, input)
    answers.push(answer)
    return answer
  }
  await ask('enrolOfficer', { loginId: 'new', mobileNumber: '91234 56780', role: 'officer', ...details })
  await ask('enrolOfficer', { loginId: 'new', mobileNumber: '91234 56780', role: 'officer', ...details })
  await ask('enrolOfficer', { loginId: 'other', mobileNumber: '9123456789012', role: 'officer', ...details })
  await ask('editOfficer', { loginId: 'officer_001', version: 1, role: 'officer', ...details })
  const change = { loginId: 'officer_002', mobileNumber: '+91 91234-56781' }
  const code = await confirmation(station)
  await ask('changeMobile', { ...change, version: 9, ...code })
  await ask('changeMobile', { ...change, version: 1, ...code, otp: '000000' })
  await ask('changeMobile', { ...change, version: 1, ...code })
  await station.clock.pass(60_000)
  const shown = await ask('askConfirmation')
  expect(JSON.stringify(shown)).toContain('******3211')
  await ask('setSuspended', { loginId: 'new', version: 1, suspended: true })
  const rescue = okValue(await station.call('makeRescueCode', { loginId: 'officer_001' })).code
  editByHand(station, `UPDATE officer SET mobile = zeroblob(40) WHERE login_id = 'new'`)
  const file = join(temporaryFolder(), 'officers.csv')
  writeFileSync(
    file,
    'login_id,name,rank,station,mobile,role\nmore,A,B,C,9123456782,officer\nofficer_002,A,B,C,9876543220,officer\n',
  )
  station.answers.open = file
  const preview = okValue(await station.call('previewRoster'))
  answers.push(preview)
  if (preview.kind === 'ready') await ask('importRoster', { token: preview.token })
  writeFileSync(file, 'login_id,name,rank,station,mobile,role\nmore,9123456783,B,C,91234567834,officer\n')
  await ask('previewRoster')
  station.answers.save = join(temporaryFolder(), 'out.csv')
  await ask('exportRoster')
  await ask('exportLedger', { format: 'csv' })
  for (const [name, input] of Object.entries({
    findOfficers: { text: '', after: '' },
    liveSessions: { after: '' },
    ledgerPage: {},
    unlockOfficer: { loginId: '9123456780' },
    flags: undefined,
    gateways: undefined,
    session: undefined,
    about: undefined,
  })) {
    await ask(name, input)
  }
  await station.store.note({ event: 'unlock', actor: 'machine', subject: 'x', outcome: 'lifted' })
  expect(answers.length).toBeGreaterThan(channels.length / 2)

  const written = globSync('**', { cwd: station.home })
    .map((name) => join(station.home, name))
    .concat(station.answers.save)
    .filter((name) => statSync(name).isFile())
    .map((name) => readFileSync(name))
  const said = Buffer.from(JSON.stringify([answers, station.notices, station.logged, ledgerOf(station)]))
  const secrets = [
    ...['9876543210', '9876543211', '9876543220', '9123456780', '9123456781', '9123456782', '9123456783'],
    ...['91234 56780', '91234-56781', '9123456789', rescue, code.otp],
  ]
  for (const secret of secrets) {
    // Digits of a code alone could stand in random bytes, and do in times and hashes.
    const places = secret.length > 6 ? [said, ...written] : [Buffer.from(JSON.stringify(ledgerOf(station)))]
    const found = places.filter((bytes) =>
      new RegExp(`(?<![0-9a-f])${secret}(?![0-9a-f])`).test(bytes.toString('latin1')),
    )
    expect({ secret, found: found.length }).toEqual({ secret, found: 0 })
  }
  expect(said.toString()).toContain('******6781')
})
