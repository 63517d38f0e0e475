import { script } from '../script.ts'
import { limits } from './limits.ts'

/** Ends a challenge that is still open; a refused one gives its send and its wait back. */
export const voidChallenge = script(
  limits,
  `
local name = key('challenge', step.challengeId)
local row = row_of(name)
if row.state ~= 'open' then
  return cjson.encode(false)
end
redis.call('HSET', name, 'state', 'void', 'reason', step.reason)
if step.reason == 'refused' then
  unfail(account_of(row), unused_of(row))
  few.uncount(account_of(row), sends_of(row))
  many.uncount(unverified_at(row.terminal))
  many.uncount(installation)
end
return cjson.encode(true)
`,
)
