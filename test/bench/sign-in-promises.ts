import { createHmac, createSecretKey, hash, randomBytes } from 'node:crypto'
import type Database from 'better-sqlite3'
import { createVault } from '../../main/vault/vault.ts'

/** A person as the limit knows one. */
type Whose = { loginId: string; account: string; subject: string; sends: string; unused: string }

/**
 * What the rules of a sign-in promise beyond its writes, done bare: the row of an officer looked up, its MAC, its place in the roster's
 * root and its number checked; names as keyed hashes; the code's digest made and made again; waits, locks and limits read; an older code,
 * an older session and a made code looked for; each entry of the ledger tied to the one before; the session's row read at each
 * call. Nothing is decided by it.
 */
export const signInPromises = (db: Database.Database, people: Whose[]) => {
  const key = createSecretKey(randomBytes(32))
  const vault = createVault(randomBytes(32))
  const mac = (text: string) => createHmac('sha256', key).update(text).digest()
  const enrol = db.prepare(
    `INSERT INTO officer VALUES (?, ?, 'Sub-Inspector', ?, 'officer', 'active', ?, 1, ?)`,
  )
  const fill = db.prepare('INSERT OR REPLACE INTO roster_bucket (bucket, members) VALUES (?, ?)')
  db.transaction(() => {
    people.forEach(({ loginId }, number) => {
      const sealed = vault.seal('mobile', '9876543210', loginId)
      enrol.run(
        loginId,
        `Officer of number ${number}`,
        `Police station ${number % 1500}`,
        sealed,
        mac(loginId),
      )
      fill.run(number, `\n${loginId} ${hash('sha256', loginId, 'base64')}`)
    })
  })()

  const look = db.prepare<[number, string], Record<'loginId' | 'members', string> & { mobile: Buffer }>(`
    SELECT officer.*, login_id AS loginId, (SELECT members FROM roster_bucket WHERE bucket = ?) AS members
    FROM officer
    WHERE login_id = ?`)
  const madeCode = db.prepare('SELECT digest, expires_at, expires_steady_at FROM rescue WHERE login_id = ?')
  const held = db.prepare('SELECT count, until FROM hold WHERE key = ?')
  const full = db.prepare(`
    SELECT steady_at
    FROM tally
    WHERE key = ? AND n = (SELECT max(n) FROM tally WHERE key = (SELECT ?)) + 1 - ?`)
  const supersede = db.prepare(
    `UPDATE challenge SET state = 'superseded' WHERE subject = ? AND state = 'open'`,
  )
  const head = db.prepare('SELECT seq, mac FROM ledger ORDER BY seq DESC LIMIT 1')
  const challenge = db.prepare('SELECT * FROM challenge WHERE id = ?')
  const countTry = db.prepare('UPDATE challenge SET tries = tries + 1 WHERE id = ?')
  const unchanged = db.prepare(`SELECT mac FROM officer WHERE login_id = ? AND state = 'active'`)
  const endMadeCode = db.prepare('DELETE FROM rescue WHERE login_id = ?')
  const inTheWay = db.prepare(`
    SELECT id FROM session WHERE login_id = (SELECT ?) AND ended_at IS NULL
    UNION
    SELECT id FROM session WHERE terminal = (SELECT ?) AND ended_at IS NULL`)
  const session = db.prepare('SELECT expires_at, expires_steady_at, end_reason FROM session WHERE id = ?')

  const tie = (text: string) => {
    head.get()
    mac(JSON.stringify([key.type, 1, 1, 1, text, text, text, text, text, text]))
  }
  return {
    beforeSend: ({ loginId }: Whose, number: number) => {
      const row = look.get(number, loginId)
      const text = JSON.stringify({ ...row, mobile: row?.mobile.toString('base64') })
      mac(text)
      for (const hashed of [loginId, text, row?.members ?? '']) hash('sha256', hashed)
      if (row) vault.open('mobile', row.mobile, loginId)
      madeCode.get(loginId)
      for (const named of [loginId, `${loginId}\n9876543210`]) mac(named).toString('hex')
      mac(`${loginId}\n9876543210\n123456`)
    },
    inSend: ({ account, subject, sends, unused }: Whose) => {
      for (const lock of [`${account}/wrong/${subject}`, unused]) held.get(lock)
      for (const limit of [sends, 'terminal/unverified', 'terminal/all']) full.get(limit, limit, 1_000_000)
      supersede.run(subject)
      tie(account)
    },
    inVerify: ({ loginId, account, subject }: Whose, id: string) => {
      mac(`${loginId}\n9876543210\n123456`)
      challenge.get(id)
      held.get(`${account}/wrong/${subject}`)
      countTry.run(id)
      unchanged.get(loginId)
      endMadeCode.run(loginId)
      inTheWay.all(loginId, 't'.repeat(32))
      tie(account)
    },
    atCall: (sessionId: string) => void session.get(sessionId),
    inLogout: ({ account }: Whose) => tie(account),
  }
}
