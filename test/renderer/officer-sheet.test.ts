import { describe, expect, test } from 'vitest'
import type { OfficerLine } from '../../preload/administration.ts'
import type { Answer } from '../../preload/contract.ts'
import { findOfficer, findSession } from '../../renderer/admin/officers/find-one.ts'
import { createOfficerSheet } from '../../renderer/admin/officers/sheet.ts'
import { officer, sessionLine } from './answers.ts'
import { type Answers, createStation } from './fake-station.ts'

const stale = { ok: false, code: 'stale' } as const
const details = { name: 'K. Arun', rank: 'Inspector', station: 'B-2', role: 'officer' } as const

const open = (answers: Partial<Answers> = {}, now = { officer }) => {
  const fake = createStation({
    findOfficers: () => ({ ok: true, value: { officers: [now.officer], more: false } }),
    liveSessions: () => ({ ok: true, value: { sessions: [sessionLine], more: false } }),
    ...answers,
  })
  return { ...fake, sheet: createOfficerSheet({ station: fake.station, now: () => 100_000 }, { officer }) }
}

describe('the sheet of an officer', () => {
  test('shows how he stands now, and where he is signed in', async () => {
    const { sheet } = open({}, { officer: { ...officer, name: 'Renamed' } })
    await sheet.look()
    expect(sheet.state()).toMatchObject({
      officer: { name: 'Renamed' },
      session: { place: 'Front desk', startedAt: 40_000 },
    })
  })

  test('sends each change with the version that is shown, and shows what came of it', async () => {
    const now = { officer }
    const setSuspended: Answers['setSuspended'] = () => {
      now.officer = { ...officer, state: 'suspended', version: 2 }
      return { ok: true, value: null }
    }
    const { sheet, inputs } = open({ setSuspended }, now)
    await sheet.setSuspended(true)
    expect(sheet.state()).toMatchObject({ officer: now.officer, told: 'suspended', doing: undefined })
    await sheet.setSuspended(false)
    expect(inputs('setSuspended')).toEqual([
      { loginId: 'officer_001', version: 1, suspended: true },
      { loginId: 'officer_001', version: 2, suspended: false },
    ])
  })

  test('shows the newest and says so where somebody else was quicker', async () => {
    const newest: OfficerLine = { ...officer, station: 'Harbour', version: 5 }
    const { sheet, inputs } = open({ editOfficer: () => stale }, { officer: newest })
    expect(await sheet.edit(details)).toEqual(stale)
    expect(sheet.state()).toMatchObject({ officer: newest, overtaken: true, problem: { code: 'stale' } })
    await sheet.edit(details)
    expect(inputs('editOfficer').at(-1)).toMatchObject({ version: 5 })
  })

  test.each(['last_administrator', 'store_unavailable'] as const)(
    'says why nothing was changed (%s)',
    async (code) => {
      const { sheet } = open({ setSuspended: () => ({ ok: false, code }) })
      await sheet.setSuspended(true)
      expect(sheet.state()).toMatchObject({ officer, problem: { code }, told: undefined, doing: undefined })
    },
  )

  test('says that he is gone where he is no longer on the roster', async () => {
    const { sheet } = open({ findOfficers: () => ({ ok: true, value: { officers: [], more: false } }) })
    await sheet.look()
    expect(sheet.state().problem).toEqual({ code: 'unknown_officer' })
  })

  test('does one thing at a time', async () => {
    const { sheet, inputs } = open({ unlockOfficer: () => ({ ok: true, value: true }) })
    const first = sheet.unlock()
    await sheet.unlock()
    await sheet.setSuspended(true)
    await first
    expect(inputs('unlockOfficer')).toHaveLength(1)
    expect(inputs('setSuspended')).toEqual([])
  })

  test.each([
    [true, 'unlocked'],
    [false, 'was_not_locked'],
  ] as const)('tells whether there was a lock (%s)', async (value, told) => {
    const { sheet } = open({ unlockOfficer: () => ({ ok: true, value }) })
    await sheet.unlock()
    expect(sheet.state().told).toBe(told)
  })

  test('ends the session that it shows, and none that it does not', async () => {
    const { sheet, inputs } = open({ endSession: () => ({ ok: true, value: true }) })
    await sheet.endSession()
    expect(inputs('endSession')).toEqual([])
    await sheet.look()
    await sheet.endSession()
    expect(inputs('endSession')).toEqual([{ id: 's1' }])
    expect(sheet.state().told).toBe('session_ended')
  })

  test('holds a rescue code until it is left, and nowhere after', async () => {
    const { sheet } = open({
      makeRescueCode: () => ({ ok: true, value: { code: '482913', expiresInMs: 600_000 } }),
    })
    await sheet.makeRescueCode()
    expect(sheet.state().rescue).toEqual({ code: '482913', expiresAt: 700_000 })
    sheet.leaveRescueCode()
    expect(JSON.stringify(sheet.state())).not.toContain('482913')
  })

  test('forgets what was said before when a form is opened', async () => {
    const { sheet } = open({ setSuspended: () => ({ ok: false, code: 'last_administrator' }) })
    await sheet.setSuspended(true)
    sheet.turnPage()
    expect(sheet.state()).toMatchObject({ problem: undefined, told: undefined })
  })
})

describe('one officer', () => {
  const found = (loginIds: string[], more: boolean): Answer<'findOfficers'> => ({
    ok: true,
    value: { officers: loginIds.map((loginId) => ({ ...officer, loginId })), more },
  })

  test('is found behind others whose names hold his login ID', async () => {
    const pages = [found(['10', '12'], true), found(['1a', '1b'], true)]
    const { station, inputs } = createStation({ findOfficers: () => pages.shift() ?? found([], false) })
    expect(await findOfficer(station, '1a')).toMatchObject({ value: { loginId: '1a' } })
    expect(inputs('findOfficers')).toEqual([
      { text: '1a', after: '1' },
      { text: '1a', after: '12' },
    ])
  })

  test('who is not there is not looked for behind where he would stand', async () => {
    const { station, inputs } = createStation({ findOfficers: () => found(['zz'], true) })
    expect(await findOfficer(station, '1a')).toEqual({ ok: true, value: undefined })
    expect(inputs('findOfficers')).toHaveLength(1)
  })

  test('is found among the sessions of all terminals', async () => {
    const other = { ...sessionLine, id: 's9', loginId: 'somebody' }
    const { station, inputs } = createStation({
      liveSessions: ({ after }) => ({
        ok: true,
        value: { sessions: [after === '' ? other : sessionLine], more: true },
      }),
    })
    expect(await findSession(station, 'officer_001')).toMatchObject({ value: { id: 's1' } })
    expect(inputs('liveSessions')).toEqual([{ after: '' }, { after: 's9' }])
  })
})
