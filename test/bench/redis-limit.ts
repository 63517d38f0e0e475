import { createHmac, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import Database from 'better-sqlite3'
import { SignJWT } from 'jose'
import { policyFrom } from '../../main/login/policy.ts'
import { answer } from '../../main/store/redis/lua/answer.ts'
import { open } from '../../main/store/redis/lua/open.ts'
import { end } from '../../main/store/redis/lua/session.ts'
import type { Script } from '../../main/store/redis/script.ts'
import { migrations } from '../../main/store/sqlite/migrations/all.ts'
import { officer } from '../simulate/people.ts'
import type { BenchStation } from './bench-station.ts'

/**
 * The scripts of a sign-in and its logout by the Redis client alone, the entries of the local ledger in as many commits by
 * better-sqlite3 alone, one HMAC and one signature. Nothing is looked up, checked or compared outside the scripts.
 */
export const redisLimit = async ({
  bench: { station },
  redisUrl,
  dir,
}: {
  bench: BenchStation
  redisUrl: string
  dir: string
}) => {
  const client = createClient({ url: redisUrl })
  client.on('error', () => undefined)
  await client.connect()
  for (const { text } of [open, answer, end]) await client.scriptLoad(text)
  const here = { terminal: 'limit', place: 'this computer' }
  const run = (script: Script, step: Record<string, unknown>) =>
    client.sendCommand([
      'EVALSHA',
      script.sha,
      '1',
      'tor-unveil:{bench}:',
      JSON.stringify({ ...step, ...here }),
    ])

  const macs = await macsOf(station)
  const policy = policyFrom(station.config)
  const wide = { most: 1_000_000_000, perMs: 1 }
  const limits = {
    ...policy.send,
    firstWaitMs: 0,
    perAccount: wide,
    unverifiedPerTerminal: wide,
    allPerTerminal: wide,
  }
  const commit = ledgerCommits(dir)
  const macKey = createSecretKey(randomBytes(32))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const digest = randomBytes(32).toString('hex')

  return {
    signIn: async (number: number) => {
      const { loginId } = officer(number)
      const [id, sessionId] = [randomBytes(22).toString('hex'), randomBytes(22).toString('hex')]
      const whose = { account: `limit-${loginId}`, subject: `limit-${loginId}` }
      await run(open, {
        challenge: { id, ...whose, name: loginId, digest, lifeMs: policy.code.lifeMs },
        limits,
      })
      commit.entry(loginId)
      createHmac('sha256', macKey).update(id).digest()
      await new SignJWT({ terminal: here.terminal })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: here.terminal })
        .setSubject(loginId)
        .setJti(sessionId)
        .setIssuedAt()
        .setExpirationTime('8h')
        .sign(privateKey)
      const attempt = commit.begin(loginId)
      const session = { id: sessionId, lifeMs: policy.session.lifeMs }
      const step = { challengeId: id, digest, tries: policy.code.tries, lock: policy.lock, session }
      const said = await run(answer, { ...step, officer: { loginId, mac: macs.get(loginId) } })
      if (!String(said).includes('signed_in')) throw new Error(`The limit did not sign in: ${String(said)}`)
      commit.settle(attempt, loginId)
      await run(end, { id: sessionId, reason: 'logout' })
      commit.entry(loginId)
    },
    close: () => {
      client.destroy()
      commit.close()
    },
  }
}

const macsOf = async ({ store }: BenchStation['station']) =>
  new Map((await store.officers()).map(({ loginId, mac }) => [loginId, mac.toString('hex')]))

/** The local writes: an entry, an attempt that begins, and its end. */
const ledgerCommits = (dir: string) => {
  const db = new Database(join(dir, 'limit.db'))
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('secure_delete = ON')
  for (const migration of migrations) db.exec(migration)
  const ledger = db.prepare(`
    INSERT INTO ledger (seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac)
    VALUES (?, ?, ?, ?, ?, 'otp_send', ?, 'opened', '******3210', ?)`)
  const begun = db.prepare(`INSERT INTO attempt (event, actor, subject) VALUES ('otp_verify', ?, ?)`)
  const settled = db.prepare('DELETE FROM attempt WHERE id = ?')
  const mac = randomBytes(32)
  let seq = 0
  const entry = (loginId: string) => {
    seq += 1
    ledger.run(seq, Date.now(), seq, 't'.repeat(32), loginId, loginId, mac)
  }
  const begin = db.transaction((loginId: string) => {
    entry(loginId)
    return begun.run(loginId, loginId).lastInsertRowid
  })
  const settle = db.transaction((id: number | bigint, loginId: string) => {
    entry(loginId)
    settled.run(id)
  })
  return {
    entry: db.transaction(entry).immediate,
    begin: begin.immediate,
    settle: settle.immediate,
    close: () => void db.close(),
  }
}
