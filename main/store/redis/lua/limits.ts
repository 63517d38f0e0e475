/** Counts and waits. A tally is a list of times, newest first; a hold counts failures in a row and says until when. */
export const limits = `
-- A count of failures that nobody adds to is kept for so long.
local holdKeepMs = 30 * 86400000

-- Of login ID and number together: whoever knows a login ID can neither lock its officer out nor keep him waiting.
-- A lock holds at one terminal, so that nobody can lock a colleague out of the whole station (OWASP ASVS 6.1.1).
local function sends_of(whose)
  return key('tally', 'sends', whose.account)
end
local function unused_of(whose)
  return key('hold', 'unused', whose.account, whose.subject)
end
local function wrong_of(whose)
  return key('hold', 'wrong', whose.account, whose.subject, whose.terminal)
end
local function wrong_tries_of(whose)
  return key('tally', 'wrong', whose.account, whose.subject, whose.terminal)
end
local function unverified_at(terminal)
  return key('tally', 'unverified', terminal)
end
local function all_at(terminal)
  return key('tally', 'all', terminal)
end
local installation = key('tally', 'installation')

-- So that everything of one account can be lifted without a search.
local function belongs_to(account, name, ms)
  local names = key('account', account)
  redis.call('SADD', names, name)
  lives_for(names, ms)
end

local function full_for(tally, limit)
  local at = redis.call('LINDEX', tally, limit.most - 1)
  if not at then
    return 0
  end
  return math.max(0, at + limit.perMs - now)
end

local function count(tally, limit)
  redis.call('LPUSH', tally, now)
  -- A few a step: what is too old goes as fast as new ones come, and no step is ever long.
  for _ = 1, 4 do
    if now - redis.call('LINDEX', tally, -1) < limit.perMs then
      break
    end
    redis.call('RPOP', tally)
  end
  redis.call('PEXPIRE', tally, limit.perMs + slackMs)
end

local function uncount(tally)
  redis.call('LPOP', tally)
end

local function held_for(hold)
  return math.max(0, (tonumber(redis.call('HGET', hold, 'until')) or 0) - now)
end

local function fail(hold, ms_of)
  local failures = redis.call('HINCRBY', hold, 'count', 1)
  local ms = ms_of(failures)
  redis.call('HSET', hold, 'until', now + ms)
  redis.call('PEXPIRE', hold, ms + holdKeepMs)
  return failures
end

local function unfail(hold)
  if (tonumber(redis.call('HGET', hold, 'count')) or 0) > 1 then
    redis.call('HINCRBY', hold, 'count', -1)
    redis.call('HSET', hold, 'until', 0)
  else
    redis.call('DEL', hold)
  end
end

local function doubled(firstMs, times, longestMs)
  return math.min(firstMs * 2 ^ times, longestMs)
end
`
