import { join } from 'node:path'
import Database from 'better-sqlite3'
import { expect, onTestFinished, test } from 'vitest'
import { answer } from '../../main/store/redis/lua/answer.ts'
import { apply } from '../../main/store/redis/lua/roster-change.ts'
import { bury } from '../../main/store/redis/lua/session.ts'
import { voidChallenge } from '../../main/store/redis/lua/void.ts'
import type { Script } from '../../main/store/redis/script.ts'
import { StoreUnavailable } from '../../main/store/store.ts'
import { describeRedis, startRedis } from '../redis/servers.ts'
import { temporaryFolder } from '../station.ts'
import { contender } from './contenders.ts'
import { newStation, redisStation } from './redis-station.ts'
import { answering, changing, ending, entry, officerRow, opening } from './steps.ts'

const start = async () => {
  const server = await startRedis()
  const folder = temporaryFolder()
  const station = newStation()
  const one = redisStation({ settings: { url: server.url }, folder, station })
  onTestFinished(one.store.close)
  await one.store.putOfficers([officerRow('o1')], changing('imported'), ending)
  const since = one.ledger().length
  return {
    ...one,
    server,
    folder,
    station,
    outcomes: () =>
      one
        .ledger()
        .slice(since)
        .map(({ outcome }) => outcome),
  }
}

/** A station that does not hear what became of some of its steps. */
const notHearing = async (lost: (script: Script) => boolean) => {
  const server = await startRedis()
  const station = redisStation({
    settings: { url: server.url },
    folder: temporaryFolder(),
    between: (link) => ({
      ...link,
      run: async (script, step) => {
        const reply = await link.run(script, step)
        if (lost(script)) throw new StoreUnavailable(undefined)
        return reply
      },
    }),
  })
  onTestFinished(station.store.close)
  return { server, ...station }
}

/** From now on an entry with this outcome cannot be written. */
const refuse = (db: Database.Database, outcome: string) => {
  db.exec(`CREATE TEMP TRIGGER full BEFORE INSERT ON ledger WHEN NEW.outcome = '${outcome}'
           BEGIN SELECT RAISE(ABORT, 'no room'); END`)
  return () => db.exec('DROP TRIGGER full')
}

describeRedis('the ledger beside a shared store', () => {
  test('says of each try that it was made before the server is asked, and then what came of it', async () => {
    const { store, outcomes } = await start()
    await store.open(opening('c1'))
    await store.answer(answering('c1', false))
    await store.answer(answering('c1'))
    expect(outcomes()).toEqual(['opened', 'attempted', 'wrong', 'attempted', 'signed_in'])
  })

  test('that cannot be written keeps the try from being made', async () => {
    const { store, db, server, prefix, outcomes } = await start()
    await store.open(opening('c1'))
    const free = refuse(db, 'attempted')
    await expect(store.answer(answering('c1'))).rejects.toThrow()
    expect(await server.cli('HGET', `${prefix}challenge:c1`, 'tries')).toBe('0')
    free()
    expect(await store.answer(answering('c1'))).toMatchObject({ kind: 'signed_in' })
    expect(outcomes()).toEqual(['opened', 'attempted', 'signed_in'])
  })

  test('that cannot take a sign-in undoes it: nobody has the session, and both are written as soon as they can be', async () => {
    const { store, db, outcomes } = await start()
    await store.open(opening('c1'))
    const free = refuse(db, 'signed_in')
    const { session, ...rest } = answering('c1')
    await expect(store.answer({ session, ...rest })).rejects.toThrow()
    await expect.poll(() => store.session(session.id)).toEqual({ kind: 'over', reason: 'unconfirmed' })
    await expect(store.open(opening('c2'))).rejects.toThrow()
    free()
    expect(await store.open(opening('c2'))).toMatchObject({ kind: 'opened' })
    expect(outcomes()).toEqual(['opened', 'attempted', 'signed_in', 'ended', 'opened'])
  })

  test('that cannot take a send gives it back', async () => {
    const { store, db } = await start()
    const limits = { ...opening('').limits, firstWaitMs: 60_000, longestWaitMs: 60_000 }
    const free = refuse(db, 'opened')
    await expect(store.open({ ...opening('c1'), limits })).rejects.toThrow()
    free()
    await expect.poll(async () => (await store.open({ ...opening('c2'), limits })).kind).toBe('opened')
  })

  test('that cannot take the end of a code owes it, and whoever ended it need not write it again', async () => {
    const { store, db, outcomes } = await start()
    await store.open(opening('c1'))
    const free = refuse(db, 'expired')
    expect(await store.void('c1', 'expired', entry('expired'))).toBe(true)
    free()
    await store.officer('o1')
    expect(outcomes()).toEqual(['opened', 'expired'])
  })

  test('that cannot be written keeps everything else from being asked, and does not say that it was', async () => {
    const { store, db, folder, outcomes } = await start()
    const free = refuse(db, 'opened')
    await expect(store.open(opening('c1'))).rejects.toThrow()
    free()
    const other = new Database(join(folder, 't.db'))
    onTestFinished(() => void other.close())
    other.exec('BEGIN IMMEDIATE')
    await expect(store.end('nobody', 'logout', entry('ended'))).rejects.toBeInstanceOf(StoreUnavailable)
    await expect(store.unlock('account-o1', entry('lifted'))).rejects.toBeInstanceOf(StoreUnavailable)
    other.exec('ROLLBACK')
    expect(await store.end('nobody', 'logout', entry('ended'))).toBe('gone')
    expect(outcomes()).toEqual(['opened'])
  }, 15_000)

  test('leaves a step to the process that is still at it, whoever starts beside it meanwhile', async () => {
    const { server, folder, station } = await start()
    const other = await contender(server.url, station, 'other', folder)
    onTestFinished(other.end)
    const beside = redisStation({ settings: { url: server.url }, folder, station, terminal: 'other' })
    onTestFinished(beside.store.close)
    const outcomes = () => beside.ledger().map(({ outcome }) => outcome)
    await other.ask('open c1')
    await other.ask('wrong c1')
    server.freeze()
    const right = other.ask('right c1')
    const before = ['opened', 'attempted', 'wrong', 'attempted']
    await expect.poll(outcomes).toEqual(before)
    await beside.records.settleLeftovers()
    server.thaw()
    expect(await right).toBe('signed_in')
    expect(outcomes()).toEqual([...before, 'signed_in'])
  })

  test('closes after a kill -9 in the middle of a try what nobody knows of it, and the session that it may have started', async () => {
    const { store, server, folder, station, prefix } = await start()
    const place = [server.url, station, 'other', folder]
    const other = await contender(...place)
    await other.ask('open c1')
    // The server has the script: one message is all that is on its way.
    await other.ask('wrong c1')
    server.freeze()
    void other.ask('right c1')
    const file = new Database(join(folder, 'other.db'))
    onTestFinished(() => void file.close())
    const written = file.prepare('SELECT outcome FROM ledger ORDER BY seq').pluck()
    const before = ['opened', 'attempted', 'wrong']
    await expect.poll(() => written.all()).toEqual([...before, 'attempted'])
    await other.kill()
    server.thaw()
    await expect.poll(() => server.cli('ZCARD', `${prefix}sessions`)).toBe('1')
    const again = redisStation({ settings: { url: server.url }, folder, station, terminal: 'other' })
    onTestFinished(again.store.close)
    await again.store.restart((what, subject) => entry(`${what} of ${subject} ended`))
    expect(written.all()).toEqual([...before, 'attempted', 'outcome_unknown', 'session of o1 ended'])
    expect(await server.cli('ZCARD', `${prefix}sessions`)).toBe('0')
    await again.store.restart(() => entry('nothing more'))
    expect(written.all()).toHaveLength(6)
    expect(await store.officer('o1')).toHaveProperty('row')
  })

  test('says of an import whose answer was lost on the way that its outcome is not known', async () => {
    const { store, ledger } = await notHearing((script) => script === apply)
    await expect(store.putOfficers([officerRow('o1')], changing('imported'), ending)).rejects.toBeInstanceOf(
      StoreUnavailable,
    )
    expect(ledger().map(({ outcome }) => outcome)).toEqual(['attempted', 'outcome_unknown'])
    expect(await store.officer('o1')).toHaveProperty('row')
  })

  test('says of a step whose answer was lost that its outcome is not known, so that no event is without an entry', async () => {
    let lose = false
    const { server, store, ledger, prefix } = await notHearing((script) => lose && script !== bury)
    await store.putOfficers([officerRow('o1')], changing('imported'), ending)
    const losing = async (step: () => Promise<unknown>) => {
      lose = true
      await expect(step()).rejects.toBeInstanceOf(StoreUnavailable)
      lose = false
      return ledger().at(-1)?.outcome
    }
    expect(await losing(() => store.open(opening('c1')))).toBe('outcome_unknown')
    await expect.poll(() => server.cli('HGET', `${prefix}challenge:c1`, 'state')).toBe('void')
    await store.open(opening('c2'))
    const { session, ...rest } = answering('c2')
    await store.answer({ session, ...rest })
    expect(await losing(() => store.end(session.id, 'logout', entry('ended')))).toBe('outcome_unknown')
    expect(await losing(() => store.unlock('account-o1', entry('lifted')))).toBe('outcome_unknown')
    expect(await losing(() => store.restart((what) => entry(what)))).toBe('outcome_unknown')
  })

  test('is left to whoever voids a code where the answer was lost: what he tells of has happened all the same', async () => {
    const { server, store, ledger, prefix } = await notHearing((script) => script === voidChallenge)
    await store.open(opening('c1'))
    const before = ledger().length
    await expect(store.void('c1', 'expired', entry('expired'))).rejects.toBeInstanceOf(StoreUnavailable)
    expect(await server.cli('HGET', `${prefix}challenge:c1`, 'state')).toBe('void')
    expect(ledger()).toHaveLength(before)
  })

  test('says once in the log that a session which nobody has cannot be ended yet, and when it is', async () => {
    const server = await startRedis()
    let attempts = 0
    const { store, ledger, logged } = redisStation({
      settings: { url: server.url },
      folder: temporaryFolder(),
      between: (link) => ({
        ...link,
        run: async (script, step) => {
          if (script === bury) attempts += 1
          if (script === bury && attempts <= 2) throw new StoreUnavailable(undefined)
          const reply = await link.run(script, step)
          if (script === answer) throw new StoreUnavailable(undefined)
          return reply
        },
      }),
    })
    onTestFinished(store.close)
    await store.putOfficers([officerRow('o1')], changing('imported'), ending)
    await store.open(opening('c1'))
    await expect(store.answer(answering('c1'))).rejects.toBeInstanceOf(StoreUnavailable)
    const told = () => logged.filter((line) => line.includes('a session that nobody has'))
    await expect
      .poll(told, { timeout: 10_000 })
      .toEqual([
        expect.stringMatching(/^warn .* could not be ended yet/),
        'info a session that nobody has is ended now',
      ])
    expect(attempts).toBe(3)
    expect(ledger().at(-1)).toMatchObject({ event: 'session_end', reason: 'unconfirmed' })
  }, 15_000)

  test('believes no server that signs somebody in whose code was not right', async () => {
    const server = await startRedis()
    const { store, ledger } = redisStation({
      settings: { url: server.url },
      folder: temporaryFolder(),
      between: (link) => ({
        ...link,
        run: async (script, step) =>
          script === answer ? { kind: 'signed_in', ended: [], wrongBefore: 0 } : link.run(script, step),
      }),
    })
    onTestFinished(store.close)
    await store.putOfficers([officerRow('o1')], changing('imported'), ending)
    await store.open(opening('c1'))
    const { officer: _, ...wrong } = answering('c1', false)
    expect(await store.answer(wrong)).toEqual({ kind: 'void', reason: 'store_disagrees' })
    expect(ledger().map(({ outcome }) => outcome)).not.toContain('signed_in')
  })
})
