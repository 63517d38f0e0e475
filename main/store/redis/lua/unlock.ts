import { script } from '../script.ts'

/** Lifts locks, waits and counts of one account, at every terminal of the station. */
export const unlock = script(`
local names = key('account', step.account)
local lifted = 0
for _, name in ipairs(redis.call('SMEMBERS', names)) do
  lifted = lifted + redis.call('DEL', name)
end
redis.call('DEL', names)
return cjson.encode(lifted > 0)
`)
