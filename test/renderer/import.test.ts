import { describe, expect, test } from 'vitest'
import type { RosterPreview } from '../../preload/administration.ts'
import { createImport } from '../../renderer/admin/officers/import.ts'
import { isWorking } from '../../renderer/admin/officers/import-state.ts'
import { type Answers, byHand, createStation } from './fake-station.ts'

const ready: Extract<RosterPreview, { kind: 'ready' }> = {
  kind: 'ready',
  token: 't1',
  file: 'officers.csv',
  added: ['a'],
  changed: [],
  unchanged: 3,
  addedInAll: 1,
  changedInAll: 0,
}
const counts = { added: 1, changed: 0, unchanged: 3 }

const open = async (preview: RosterPreview, answers: Partial<Answers> = {}) => {
  const fake = createStation({
    previewRoster: () => ({ ok: true, value: preview }),
    importRoster: () => ({ ok: true, value: counts }),
    ...answers,
  })
  const room = createImport({ station: fake.station, now: () => 0 })
  await room.choose()
  return { ...fake, room }
}

describe('a roster file', () => {
  test('is imported as it was previewed', async () => {
    const { room, inputs } = await open(ready)
    expect(room.state()).toMatchObject({ at: 'ready', preview: ready })
    expect(await room.importNow()).toBe(true)
    expect(inputs('importRoster')).toEqual([{ token: 't1' }])
    expect(room.state()).toEqual({ at: 'done', ...counts })
  })

  test('that nobody chose leaves everything as it was', async () => {
    const { room } = await open({ kind: 'cancelled' })
    expect(room.state()).toEqual({ at: 'choose', looking: false, problem: undefined })
  })

  test('with mistakes is shown with them, and cannot be imported', async () => {
    const refused: RosterPreview = { kind: 'refused', refused: [{ line: 2, what: 'role' }], mistakes: 1 }
    const { room, inputs } = await open(refused)
    expect(room.state()).toEqual({ at: 'refused', preview: refused })
    expect(await room.importNow()).toBe(false)
    expect(inputs('importRoster')).toEqual([])
  })

  test('is imported only where it says something new, be it only a change', async () => {
    const nothing = await open({ ...ready, addedInAll: 0, added: [] })
    await nothing.room.importNow()
    expect(nothing.inputs('importRoster')).toEqual([])
    const change = await open({ ...ready, addedInAll: 0, added: [], changedInAll: 1, changed: ['b'] })
    expect(await change.room.importNow()).toBe(true)
  })

  test('is imported once, and no other is chosen meanwhile', async () => {
    const { call, answer } = byHand<{ ok: true; value: typeof counts }>()
    const { room, inputs } = await open(ready, { importRoster: call })
    const first = room.importNow()
    expect(isWorking(room.state())).toBe(true)
    await room.importNow()
    await room.choose()
    await answer(0, { ok: true, value: counts })
    expect(await first).toBe(true)
    expect(inputs('importRoster')).toHaveLength(1)
    expect(inputs('previewRoster')).toHaveLength(1)
  })

  test.each(['stale', 'last_administrator', 'file_unusable', 'internal'] as const)(
    'that could not be imported (%s) must be looked at again',
    async (code) => {
      const { room, inputs } = await open(ready, { importRoster: () => ({ ok: false, code }) })
      expect(await room.importNow()).toBe(false)
      expect(room.state()).toEqual({ at: 'choose', looking: false, problem: { code } })
      await room.importNow()
      expect(inputs('importRoster')).toHaveLength(1)
    },
  )

  test('that cannot be read says so, and another can be chosen', async () => {
    const { room, inputs } = await open({ kind: 'unreadable' })
    expect(room.state()).toEqual({ at: 'unreadable' })
    await room.choose()
    expect(inputs('previewRoster')).toHaveLength(2)
  })
})
