import { script } from '../script.ts'
import { sessions } from './sessions.ts'

/** What has become of a session. Writes nothing. */
export const session = script(`
local row = row_of(key('session', step.id))
if not row.loginId then
  return cjson.encode({ kind = 'over', reason = 'expired' })
end
if row.endReason then
  local elsewhere = nil
  if row.endedBy ~= row.terminal then
    elsewhere = { place = row.place, agoMs = math.max(0, now - row.endedAt) }
  end
  return cjson.encode({ kind = 'over', reason = row.endReason, elsewhere = elsewhere })
end
local expiresInMs = row.expiresAt - now
if expiresInMs <= 0 then
  return cjson.encode({ kind = 'over', reason = 'expired' })
end
return cjson.encode({ kind = 'live', expiresInMs = expiresInMs })
`)

/** Notes when somebody was last there. */
export const touch = script(`
local session = key('session', step.id)
local loginId, ended = unpack(redis.call('HMGET', session, 'loginId', 'endReason'))
if loginId and not ended then
  redis.call('HSET', session, 'activeAt', step.activeAt)
end
return cjson.encode(true)
`)

/** Ends a session that still lives; answers whose it was. */
export const end = script(sessions, `return cjson.encode(end_session(step.id, step.reason))`)

/** The same for one that may not have begun yet: then it never will. */
export const bury = script(
  sessions,
  `
local whose = end_session(step.id, step.reason)
local session = key('session', step.id)
if redis.call('EXISTS', session) == 0 then
  redis.call('HSET', session, 'endReason', step.reason)
  redis.call('PEXPIRE', session, slackMs)
end
return cjson.encode(whose)
`,
)
