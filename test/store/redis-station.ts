import { createHmac, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Clock, systemClock } from '../../main/clock.ts'
import { maskedLog } from '../../main/log.ts'
import { createDial } from '../../main/store/redis/dial.ts'
import { createLink, type Link } from '../../main/store/redis/link.ts'
import { createRedisStore } from '../../main/store/redis/redis-store.ts'
import type { RedisSettings } from '../../main/store/settings.ts'
import { sqliteStation } from './sqlite-station.ts'

type Wanted = {
  settings: Omit<RedisSettings, 'kind' | 'station'>
  /** Where its ledger lies. */
  folder: string
  station?: string
  terminal?: string
  mark?: string
  ca?: string
  clock?: Clock
  /** Stands between the store and the server. */
  between?: (link: Link) => Link
}

/** A name that no other test uses: many stations may lie on one server. */
export const newStation = () => randomUUID()

/** The store of one terminal on a Redis server, with its own ledger, without keys. */
export const redisStation = ({
  settings,
  folder,
  station = newStation(),
  terminal = 't',
  mark = 'mark',
  ca,
  clock = systemClock('boot-1'),
  between = (link) => link,
}: Wanted) => {
  const logged: string[] = []
  const log = maskedLog((level, message) => logged.push(`${level} ${message}`))
  const prefix = `tor-unveil:{${station}}:`
  const { db, records } = sqliteStation(join(folder, `${terminal}.db`), clock, terminal)
  const dial = createDial({ settings: { kind: 'redis', station, ...settings }, ca, prefix, mark, clock })
  const link = between(createLink({ dial, prefix, clock, log }))
  const place = `place of ${terminal}`
  const sign = (text: string) => createHmac('sha256', mark).update(text).digest()
  const store = createRedisStore({ link, prefix, station, sign, records, terminal, place, clock, log })
  const entries = db.prepare<[], { event: string; outcome: string; subject: string; reason: string | null }>(
    'SELECT event, outcome, subject, reason FROM ledger ORDER BY seq',
  )
  return { store, records, link, prefix, db, logged, ledger: () => entries.all() }
}
