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
  unfail(unused_of(row))
  for _, tally in ipairs({ sends_of(row), unverified_at(row.terminal), installation }) do
    uncount(tally)
  end
end
return cjson.encode(true)
`,
)
