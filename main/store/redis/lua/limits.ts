/** Counts and waits. A tally is a list of times, newest first; a hold counts failures in a row and says until when. */
export const limits = `
-- A count of failures that nobody adds to is kept for so long; a wait that nobody prolongs, for a day.
local wrongKeepMs = 7 * 86400000
local unusedKeepMs = 86400000

-- Everything about one login ID is in one hash, so that it can be lifted at once and goes when it is empty.
-- Of login ID and number together: whoever knows a login ID can neither lock its officer out nor keep him waiting.
-- Locks and sends a minute are those of one terminal, so that nobody at one desk can keep a colleague out of the whole
-- station (OWASP ASVS 6.1.1).
local function account_of(whose)
  return key('account', whose.account)
end
local function sends_of(whose)
  return 'sends/' .. whose.terminal
end
local function unused_of(whose)
  return 'unused/' .. whose.subject
end
local function wrong_of(whose)
  return 'wrong/' .. whose.subject .. '/' .. whose.terminal
end
local function wrong_tries_of(whose)
  return 'tries/' .. whose.subject .. '/' .. whose.terminal
end

local function times_in(hash, field)
  return cjson.decode(redis.call('HGET', hash, field) or '[]')
end

local function keep_times(hash, field, times)
  if #times == 0 then
    redis.call('HDEL', hash, field)
  else
    redis.call('HSET', hash, field, cjson.encode(times))
  end
end

local function full_until(at, limit)
  if not at then
    return 0
  end
  return math.max(0, at + limit.perMs - now)
end

-- A few times, in a field of an account.
local few = {
  full_for = function(hash, field, limit)
    return full_until(times_in(hash, field)[limit.most], limit)
  end,
  count = function(hash, field, limit)
    local times = { now }
    for _, at in ipairs(times_in(hash, field)) do
      if now - at < limit.perMs then
        times[#times + 1] = at
      end
    end
    keep_times(hash, field, times)
    lives_for(hash, limit.perMs + slackMs)
  end,
  uncount = function(hash, field)
    local times = times_in(hash, field)
    table.remove(times, 1)
    keep_times(hash, field, times)
  end,
}

-- Many, in a list of their own.
local many = {
  full_for = function(list, limit)
    return full_until(redis.call('LINDEX', list, limit.most - 1), limit)
  end,
  count = function(list, limit)
    redis.call('LPUSH', list, now)
    -- A few a step: what is too old goes as fast as new ones come, and no step is ever long.
    for _ = 1, 4 do
      if now - redis.call('LINDEX', list, -1) < limit.perMs then
        break
      end
      redis.call('RPOP', list)
    end
    redis.call('PEXPIRE', list, limit.perMs + slackMs)
  end,
  uncount = function(list)
    redis.call('LPOP', list)
  end,
}
local function unverified_at(terminal)
  return key('tally', 'unverified', terminal)
end
local function all_at(terminal)
  return key('tally', 'all', terminal)
end
local installation = key('tally', 'installation')

local function hold_in(hash, field)
  local count, ends = string.match(redis.call('HGET', hash, field) or '', '^(%d+) (%d+)$')
  return tonumber(count) or 0, tonumber(ends) or 0
end

local function held_for(hash, field)
  local _, ends = hold_in(hash, field)
  return math.max(0, ends - now)
end

local function fail(hash, field, keepMs, ms_of)
  local failures = hold_in(hash, field) + 1
  local ms = ms_of(failures)
  redis.call('HSET', hash, field, string.format('%d %.0f', failures, now + ms))
  lives_for(hash, ms + keepMs)
  return failures
end

local function unfail(hash, field)
  local failures = hold_in(hash, field)
  if failures > 1 then
    redis.call('HSET', hash, field, string.format('%d 0', failures - 1))
  else
    redis.call('HDEL', hash, field)
  end
end

local function doubled(firstMs, times, longestMs)
  return math.min(firstMs * 2 ^ times, longestMs)
end
`
