import type { SessionLine } from '../../preload/administration.ts'
import type { Handlers } from '../../preload/contract.ts'
import type { Store } from '../store/store.ts'
import type { Acting } from './acting.ts'
import { pageOf } from './page.ts'

/** Live sessions of all terminals of the station, and the end of one. */
export const createSessionCalls = ({
  acting,
  store,
}: {
  acting: Acting
  store: Pick<Store, 'liveSessions' | 'end'>
}): Pick<Handlers, 'liveSessions' | 'endSession'> => ({
  liveSessions: async ({ after }) => {
    const page = await pageOf((most) => store.liveSessions({ before: after, most }))
    return { ok: true, value: { sessions: page.rows, more: page.more } }
  },
  endSession: acting(async ({ id }, actor) => {
    const session = await find(store, id)
    if (!session) return { ok: true, value: false }
    const outcome = await store.end(id, 'administrator', {
      event: 'session_end',
      actor,
      subject: session.loginId,
      outcome: 'ended',
      reason: session.here ? 'administrator' : `administrator at ${session.place}`,
    })
    return { ok: true, value: outcome === 'ended' }
  }),
})

const mostAtOnce = 200

/** There are as many as terminals with somebody at them: few enough to look through. */
const find = async ({ liveSessions }: Pick<Store, 'liveSessions'>, id: string) => {
  let before = ''
  for (;;) {
    const rows: SessionLine[] = await liveSessions({ before, most: mostAtOnce })
    const found = rows.find((row) => row.id === id)
    const last = rows.at(-1)
    if (found || !last || rows.length < mostAtOnce) return found
    before = last.id
  }
}
