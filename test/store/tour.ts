import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Store } from '../../main/store/store.ts'
import { answering, changing, ending, entry, officerRow, opening } from './steps.ts'

/** Every verb once, by every way through it that needs something of its own from the server. `elsewhere`: another terminal. */
export const tour = async (store: Store, elsewhere: Store) => {
  const heard: string[] = []
  store.watch((sessionId) => heard.push(sessionId))
  await store.restart(() => entry('restart'))
  // Into an empty roster, and beside what is there.
  expect(await store.putOfficers([officerRow('o1')], changing('imported'), ending)).toBe('written')
  expect(await store.putOfficers([officerRow('o2')], changing('imported'), ending)).toBe('written')
  expect(await store.putOfficers([officerRow('o2')], changing('imported'), ending)).toBe('stale')
  expect(await store.officers()).toHaveLength(2)
  expect(await store.officer('o1')).toEqual({ row: officerRow('o1'), vouched: true })
  expect(await store.hasOfficers()).toBe(true)
  expect(await store.findOfficers({ text: 'O2', after: 'o1', most: 10 })).toEqual([officerRow('o2')])

  // So short that counts grow old here too.
  const limits = { ...opening('').limits, perInstallation: { most: 1000, perMs: 1 } }
  const open = (id: string, loginId = 'o1') => store.open({ ...opening(id, loginId), limits })
  const [refused, older, newer, twice] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await open(refused)
  expect(await store.void(refused, 'refused', entry('refused'))).toBe(true)
  await open(older)
  await open(newer)
  expect(await store.answer(answering(older))).toEqual({ kind: 'superseded' })
  expect(await store.answer(answering(newer, false))).toMatchObject({ kind: 'wrong' })
  const first = answering(newer)
  expect(await store.answer(first)).toMatchObject({ kind: 'signed_in' })
  await store.touch(first.session.id, 1)
  expect(await store.session(first.session.id)).toMatchObject({ kind: 'live' })
  expect(await store.liveSessions({ before: '', most: 10 })).toMatchObject([{ loginId: 'o1', here: true }])
  const digest = Buffer.alloc(32, 3)
  await store.putRescue({ loginId: 'o1', digest, lifeMs: 600_000 }, [entry('made')])
  expect(await store.officer('o1')).toMatchObject({ rescue: { digest } })
  await elsewhere.open({ ...opening(twice), limits })
  const second = answering(twice)
  expect(await elsewhere.answer(second)).toMatchObject({ kind: 'signed_in', ended: ['o1'] })
  await expect.poll(() => heard).toEqual([first.session.id])
  expect(await store.end(second.session.id, 'logout', entry('ended'))).toBe('ended')

  const locked = randomUUID()
  await open(locked)
  for (let n = 0; n < 3; n += 1) await store.answer(answering(locked, false))
  expect(await store.answer(answering(locked))).toMatchObject({ kind: 'locked' })
  expect(await store.unlock('account-o1', entry('lifted'))).toBe(true)
  const third = answering(randomUUID())
  await open(third.challengeId)
  await store.answer(third)
  await store.putOfficers([officerRow('o1', 2, 'suspended')], changing('suspended'), ending)
  expect(await store.session(third.session.id)).toMatchObject({ kind: 'over', reason: 'suspended' })
  const administrator = { ...officerRow('o2', 2), role: 'administrator' } as const
  await store.putOfficers([administrator], changing('promoted'), ending)
  const [demoted, successor] = [officerRow('o2', 3), { ...officerRow('o3'), role: 'administrator' } as const]
  expect(await store.putOfficers([demoted], changing('demoted'), ending)).toBe('last_administrator')
  expect(await store.putOfficers([demoted, successor], changing('replaced'), ending)).toBe('written')
  // One that stays.
  await store.putRescue({ loginId: 'o2', digest, lifeMs: 600_000 }, [entry('made')])
  await open(randomUUID(), 'o2')
  await store.restart(() => entry('restart'))
}
