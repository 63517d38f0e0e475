import { script } from '../script.ts'
import { challenges } from './challenges.ts'
import { limits } from './limits.ts'
import { rescues } from './rescue.ts'
import { sessions } from './sessions.ts'

/** Counts the try, compares, reads the officer's row again, and then spends the code and starts the session, or locks. */
export const answer = script(
  limits,
  challenges,
  rescues,
  sessions,
  `
local name = key('challenge', step.challengeId)
local row = row_of(name)
-- Where the session has been ended before it began, this try comes late, over a connection that was given up.
if not row.state or (step.session and redis.call('EXISTS', key('session', step.session.id)) == 1) then
  return cjson.encode({ kind = 'void', reason = 'unknown' })
end
local account, wrong = account_of(row), wrong_of(row)
local lockedForMs = held_for(account, wrong)
if lockedForMs > 0 then
  return cjson.encode({ kind = 'locked', retryInMs = lockedForMs, by = 'earlier' })
end
if row.state == 'superseded' then
  return cjson.encode({ kind = 'superseded' })
end
if row.state ~= 'open' then
  if row.reason == 'expired' then
    return cjson.encode({ kind = 'expired' })
  end
  return cjson.encode({ kind = 'void', reason = row.reason or 'spent' })
end
if row.run ~= server_run() then
  redis.call('HSET', name, 'state', 'void', 'reason', 'server_changed')
  return cjson.encode({ kind = 'void', reason = 'server_changed' })
end
if now >= tonumber(row.expiresAt) then
  redis.call('HSET', name, 'state', 'void', 'reason', 'expired')
  return cjson.encode({ kind = 'expired' })
end
if step.madeFor then
  local made = rescue_of(step.madeFor)
  if not made then
    return cjson.encode({ kind = 'void', reason = 'spent' })
  end
  if made.digest ~= row.digest then
    return cjson.encode({ kind = 'superseded' })
  end
end

-- Counted before it is compared: whatever happens next, this try is spent.
local triesLeft = step.tries - redis.call('HINCRBY', name, 'tries', 1)

local function unchanged(officer)
  local packed = redis.call('HGET', key('officers'), officer.loginId)
  local state, mac = string.match(packed or '', '^%[%d+,"(%a+)","(%x*)"')
  return state == 'active' and mac == officer.mac
end
-- Two digests made with a key that nobody but the terminal has: how long a comparison takes tells nothing about a code.
local equal = row.digest == step.digest
if equal and step.officer and unchanged(step.officer) then
  redis.call('HSET', name, 'state', 'spent')
  local wrongBefore = hold_in(account, wrong)
  redis.call('HDEL', account, wrong, wrong_tries_of(row), unused_of(row))
  redis.call('DEL', key('rescue', step.officer.loginId))
  many.uncount(unverified_at(step.terminal))

  -- Where a code only confirms who somebody is, no session begins.
  local ended = {}
  if not step.session then
    return cjson.encode({ kind = 'signed_in', ended = ended, wrongBefore = wrongBefore })
  end
  local ofOfficer = key('session-of', step.officer.loginId)
  local ofTerminal = key('session-at', step.terminal)
  for _, pointer in ipairs({ ofOfficer, ofTerminal }) do
    local earlier = redis.call('GET', pointer)
    local whose = earlier and end_session(earlier, 'elsewhere')
    if whose then
      table.insert(ended, whose)
    end
  end
  local id, lifeMs = step.session.id, step.session.lifeMs
  local session = key('session', id)
  redis.call('HSET', session,
    'loginId', step.officer.loginId,
    'terminal', step.terminal,
    'place', step.place,
    'startedAt', now,
    'activeAt', now,
    'expiresAt', now + lifeMs)
  redis.call('PEXPIRE', session, lifeMs + slackMs)
  redis.call('SET', ofOfficer, id, 'PX', lifeMs + slackMs)
  redis.call('SET', ofTerminal, id, 'PX', lifeMs + slackMs)
  redis.call('ZREMRANGEBYSCORE', key('sessions'), '-inf', now)
  redis.call('ZADD', key('sessions'), now + lifeMs, id)
  lives_for(key('sessions'), lifeMs + slackMs)
  return cjson.encode({ kind = 'signed_in', ended = ended, wrongBefore = wrongBefore })
end

local lock = step.lock
local perDay = { most = lock.wrongPerDay, perMs = lock.dayMs }
few.count(account, wrong_tries_of(row), perDay)
local dayFull = few.full_for(account, wrong_tries_of(row), perDay) > 0
local failures = fail(account, wrong, wrongKeepMs, function(failures)
  if dayFull then
    return lock.dayMs
  end
  if failures % lock.afterWrong > 0 then
    return 0
  end
  return doubled(lock.firstMs, failures / lock.afterWrong - 1, lock.longestMs)
end)
if triesLeft <= 0 then
  redis.call('HSET', name, 'state', 'void', 'reason', 'tries')
end
lockedForMs = held_for(account, wrong)
if lockedForMs > 0 then
  return cjson.encode({ kind = 'locked', retryInMs = lockedForMs, by = 'this_try' })
end
if triesLeft <= 0 then
  return cjson.encode({ kind = 'void', reason = 'tries' })
end
return cjson.encode({
  kind = 'wrong',
  triesLeft = math.min(triesLeft, lock.afterWrong - failures % lock.afterWrong),
  reason = equal and 'officer_changed' or 'code',
})
`,
)
