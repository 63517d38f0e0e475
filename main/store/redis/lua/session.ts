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

/** Notes how long ago somebody was last there: terminals' clocks may differ. */
export const touch = script(`
local session = key('session', step.id)
local loginId, ended = unpack(redis.call('HMGET', session, 'loginId', 'endReason'))
if loginId and not ended then
  redis.call('HSET', session, 'activeAt', now - step.agoMs)
end
return cjson.encode(true)
`)

/** Ends a session that still lives; answers what it found. */
export const end = script(
  sessions,
  `
local whose, other = end_session(step.id, step.reason)
return cjson.encode(whose and 'ended' or other)
`,
)

/** Live ones, newest first, behind the one with an ID, which keeps its place in its row when it has ended meanwhile. */
export const liveSessions = script(`
local from = '+inf'
if step.before ~= '' then
  from = redis.call('HGET', key('session', step.before), 'expiresAt') or '-inf'
end
local found = {}
for _, id in ipairs(redis.call('ZRANGE', key('sessions'), from, '-inf', 'BYSCORE', 'REV')) do
  if #found == step.most then
    break
  end
  local row = row_of(key('session', id))
  -- Of those that began in the same millisecond the set has the greater ID first.
  local behind = row.expiresAt ~= from or id < step.before
  if behind and row.loginId and not row.endReason and now < tonumber(row.expiresAt) then
    table.insert(found, {
      id = id,
      loginId = row.loginId,
      place = row.place,
      here = row.terminal == step.terminal,
      startedForMs = math.max(0, now - row.startedAt),
      idleForMs = math.max(0, now - row.activeAt),
      expiresInMs = row.expiresAt - now,
    })
  end
end
return cjson.encode(found)
`)

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
return cjson.encode(whose ~= nil)
`,
)
