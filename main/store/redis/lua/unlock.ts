import { script } from '../script.ts'

/** Lifts locks, waits and counts of one account, at every terminal of the station. */
export const unlock = script(`return cjson.encode(redis.call('DEL', key('account', step.account)) > 0)`)
