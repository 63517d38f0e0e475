import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { redisHere, startProcess } from '../redis/server-process.ts'
import { otherThan, temporaryFolder } from '../station.ts'
import { create, type Options } from './contender.ts'

const contender = async (options: Options) => {
  const made = await create({ dir: join(temporaryFolder(), 'terminal'), options, users: 5 })
  onTestFinished(() => made.close())
  return made
}

const redisUrl = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tor-unveil-redis-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const lines = ['save ""', 'appendonly no']
  return (await startProcess({ lines, folder }, (end) => onTestFinished(end))).url
}

const stores: [string, () => Promise<Options>][] = [
  ['SQLite', async () => ({ store: 'sqlite', sync: 'FULL' })],
  ['SQLite without a disk that waits', async () => ({ store: 'sqlite', sync: 'NORMAL' })],
  ['Redis', async () => ({ store: 'redis', sync: 'FULL', redisUrl: await redisUrl() })],
]

describe.each(stores)('the contender with %s', (name, optionsOf) => {
  describe.skipIf(name === 'Redis' && !redisHere)('', () => {
    test('signs an officer in once for the right code, and never for a wrong one', async () => {
      const { send, verify } = await contender(await optionsOf())
      const code = await send(7)
      expect(code).toMatch(/^\d{6}$/)
      expect(await verify(7, otherThan(code))).toBeNull()
      const token = await verify(7, code)
      const [, payload = ''] = token?.split('.') ?? []
      expect(JSON.parse(Buffer.from(payload, 'base64url').toString())).toMatchObject({
        sub: 'officer_000003',
      })
      expect(await verify(7, code)).toBeNull()
    })

    test('signs many in, one after the other, each with a token of his own', async () => {
      const { send, verify } = await contender(await optionsOf())
      const codes = await Promise.all([0, 1, 2, 3, 4].map(send))
      const tokens = await Promise.all(codes.map((code, k) => verify(k, code)))
      expect(new Set(tokens).size).toBe(5)
      expect(tokens).not.toContain(null)
    })

    test('grows by so many of everything, and goes on signing in', async () => {
      const { populate, rows, send, verify } = await contender(await optionsOf())
      const before = await rows()
      expect(before).toMatchObject({ officers: 5, challenges: 0, sessions: 0 })
      await populate(200)
      expect(await rows()).toEqual({
        officers: 205,
        challenges: 200,
        sessions: 200,
        ledger: expect.any(Number),
      })
      expect((await rows()).ledger).toBeGreaterThanOrEqual(before.ledger + 200)
      expect(await verify(3, await send(3))).not.toBeNull()
    })
  })
})
