import { createHash, createHmac, createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { SignJWT } from 'jose'
import { migrations } from '../../main/store/sqlite/migrations/all.ts'
import { officer } from '../simulate/people.ts'
import { signInPromises } from './sign-in-promises.ts'

const eightHoursMs = 8 * 60 * 60 * 1000
const text = { terminal: 't'.repeat(32), place: 'this computer' }

/**
 * What the disk, one HMAC and one signature cost, and nothing else: the rows that a sign-in and its logout leave behind, in
 * the tables and indexes of the program and in as many commits, by better-sqlite3 alone. Nothing is looked up, checked,
 * counted or compared; with `promises`, it is, and nothing comes of it (see sign-in-promises.ts).
 */
export const signInLimit = ({
  dir,
  sync,
  officers,
  promises = false,
}: {
  dir: string
  sync: 'FULL' | 'NORMAL'
  officers: number
  promises?: boolean
}) => {
  const people = Array.from({ length: officers + 1 }, (_, number) => person(number))
  const db = new Database(join(dir, promises ? 'promises.db' : 'limit.db'))
  db.pragma('journal_mode = WAL')
  // This build of SQLite quietly chooses NORMAL with WAL.
  db.pragma(`synchronous = ${sync}`)
  db.pragma('secure_delete = ON')
  for (const migration of migrations) db.exec(migration)
  const rules = promises ? signInPromises(db, people) : undefined
  const insert = (table: string, columns: string) =>
    db.prepare(
      `INSERT INTO ${table} (${columns}) VALUES (${columns
        .split(', ')
        .map(() => '?')
        .join(', ')})`,
    )
  const tally = insert('tally', 'key, n, steady_at')
  const hold = insert('hold', 'key, count, until')
  const challenge = insert(
    'challenge',
    'id, account, subject, name, digest, state, tries, expires_at, expires_steady_at',
  )
  const spent = db.prepare(`UPDATE challenge SET state = 'spent', tries = 1 WHERE id = ?`)
  const release = db.prepare('DELETE FROM hold WHERE key = ?')
  const uncount = db.prepare('DELETE FROM tally WHERE key = ? AND n = ?')
  const session = insert(
    'session',
    'id, login_id, terminal, started_at, active_at, expires_at, expires_steady_at, place',
  )
  const ended = db.prepare(`UPDATE session SET ended_at = ?, end_reason = 'logout' WHERE id = ?`)
  const ledger = insert('ledger', 'seq, at, steady_at, terminal, actor, event, subject, outcome, reason, mac')
  const macKey = createSecretKey(randomBytes(32))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const mac = randomBytes(32)
  let seq = 0
  let steadyAt = 1_000_000

  const entry = (event: string, loginId: string, outcome: string, reason: string) => {
    seq += 1
    ledger.run(seq, Date.now(), steadyAt, text.terminal, loginId, event, loginId, outcome, reason, mac)
  }
  const send = db.transaction((loginId: string, keys: Keys, id: string) => {
    steadyAt += 1
    for (const key of [keys.sends, unverified, all]) tally.run(key, steadyAt, steadyAt)
    hold.run(keys.unused, 1, steadyAt)
    const times = [Date.now() + 120_000, steadyAt + 120_000]
    challenge.run(id, keys.account, keys.subject, loginId, mac, 'open', 0, ...times)
    rules?.inSend({ loginId, ...keys })
    entry('otp_send', loginId, 'opened', '******3210')
  })
  const verify = db.transaction((loginId: string, keys: Keys, id: string, sessionId: string) => {
    rules?.inVerify({ loginId, ...keys }, id)
    spent.run(id)
    release.run(keys.unused)
    uncount.run(unverified, steadyAt)
    const now = Date.now()
    const lives = [now, now, now + eightHoursMs, steadyAt + eightHoursMs]
    session.run(sessionId, loginId, text.terminal, ...lives, text.place)
    entry('otp_verify', loginId, 'signed_in', 'bench accepted bench')
  })
  const logout = db.transaction((loginId: string, keys: Keys, sessionId: string) => {
    ended.run(Date.now(), sessionId)
    rules?.inLogout({ loginId, ...keys })
    entry('session_end', loginId, 'ended', 'logout')
  })

  return {
    signIn: async (number: number) => {
      const { loginId, ...keys } = people[number] ?? person(number)
      const [id, sessionId] = [newId(), newId()]
      rules?.beforeSend({ loginId, ...keys }, number)
      send.immediate(loginId, keys, id)
      createHmac('sha256', macKey).update(id).digest()
      await new SignJWT({ terminal: text.terminal })
        .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid: text.terminal })
        .setIssuer('bench')
        .setAudience('bench')
        .setSubject(loginId)
        .setJti(sessionId)
        .setIssuedAt()
        .setNotBefore(0)
        .setExpirationTime('8h')
        .sign(privateKey)
      verify.immediate(loginId, keys, id, sessionId)
      rules?.atCall(sessionId)
      rules?.atCall(sessionId)
      logout.immediate(loginId, keys, sessionId)
    },
    close: () => void db.close(),
  }
}

const unverified = 'terminal/unverified'
const all = 'terminal/all'

type Keys = Omit<ReturnType<typeof person>, 'loginId'>

/** With names as long and as scattered as the keyed hashes by which the program knows people. */
const person = (number: number) => {
  const { loginId } = officer(number)
  const account = createHash('sha256').update(loginId).digest('hex')
  const subject = createHash('sha256').update(account).digest('hex')
  return { loginId, account, subject, sends: `${account}/sends`, unused: `${account}/unused/${subject}` }
}

const newId = () => Date.now().toString(16).padStart(12, '0') + randomBytes(16).toString('hex')
