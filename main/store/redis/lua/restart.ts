import { script } from '../script.ts'
import { sessions } from './sessions.ts'

/** Ends this terminal's session and voids its open challenges; answers whose they were. */
export const restart = script(
  sessions,
  `
local ended, voided = {}, {}
local id = redis.call('GET', key('session-at', step.terminal))
local whose = id and end_session(id, 'restart')
if whose then
  table.insert(ended, whose)
end
local opened = key('opened', step.terminal)
for _, challengeId in ipairs(redis.call('ZRANGE', opened, 0, -1)) do
  local challenge = key('challenge', challengeId)
  local state, name = unpack(redis.call('HMGET', challenge, 'state', 'name'))
  if state == 'open' then
    redis.call('HSET', challenge, 'state', 'void', 'reason', 'restart')
    table.insert(voided, name)
  end
end
redis.call('DEL', opened)
return cjson.encode({ sessions = ended, challenges = voided })
`,
)
