import { script } from '../script.ts'
import { sessions } from './sessions.ts'

// A row is a JSON list that begins with version, state and MAC, so that a script reads these without parsing it.

export const officer = script(`return cjson.encode(redis.call('HGET', key('officers'), step.loginId))`)

/** A few hundred rows from a cursor on: [next cursor, login ID, row, login ID, row …]. */
export const officers = script(`
local cursor, flat = unpack(redis.call('HSCAN', key('officers'), step.cursor, 'COUNT', 500))
return cjson.encode({ cursor = cursor, flat = flat })
`)

/** Lays rows ready where nobody reads them. */
export const stage = script(`
local incoming = key('incoming', step.import)
redis.call('HSET', incoming, unpack(step.flat))
redis.call('PEXPIRE', incoming, slackMs)
return cjson.encode(true)
`)

/**
 * Puts what lies ready on the roster, all or none, unless one of the rows has changed since it was read. Ends the sessions
 * of those who are suspended, or have another role or number now. In batches: a call costs more than what it does.
 */
export const apply = script(
  sessions,
  `
local incoming, roster = key('incoming', step.import), key('officers')
if redis.call('HLEN', incoming) ~= step.rows then
  return cjson.encode({ kind = 'lost' })
end

local function in_batches(each)
  local cursor = '0'
  repeat
    local flat
    cursor, flat = unpack(redis.call('HSCAN', incoming, cursor, 'COUNT', 1000))
    for first = 1, #flat, 2000 do
      local names, rows = {}, {}
      for n = first, math.min(first + 1998, #flat), 2 do
        table.insert(names, flat[n])
        table.insert(rows, flat[n + 1])
      end
      if #names > 0 and not each(names, rows) then
        return false
      end
    end
  until cursor == '0'
  return true
end

local function version_of(row)
  return tonumber(string.match(row or '', '^%[(%d+)')) or 0
end

local fresh = in_batches(function(names, rows)
  local known = redis.call('HMGET', roster, unpack(names))
  for n = 1, #names do
    if version_of(known[n]) ~= version_of(rows[n]) - 1 then
      return false
    end
  end
  return true
end)
if not fresh then
  redis.call('DEL', incoming)
  return cjson.encode({ kind = 'stale' })
end

-- Sessions are few, rows may be many.
local ended = {}
for _, id in ipairs(redis.call('ZRANGE', key('sessions'), 0, -1)) do
  local loginId = redis.call('HGET', key('session', id), 'loginId')
  local row = loginId and redis.call('HGET', incoming, loginId)
  if row then
    local new, old = cjson.decode(row), cjson.decode(redis.call('HGET', roster, loginId) or '[]')
    local reason = nil
    if new[2] == 'suspended' then
      reason = 'suspended'
    elseif new[4] ~= old[4] or new[5] ~= old[5] then
      reason = 'changed'
    end
    if reason and end_session(id, reason) then
      table.insert(ended, { loginId = loginId, reason = reason })
    end
  end
end

if redis.call('EXISTS', roster) == 0 then
  redis.call('RENAME', incoming, roster)
  redis.call('PERSIST', roster)
else
  in_batches(function(names, rows)
    local flat = {}
    for n = 1, #names do
      flat[2 * n - 1], flat[2 * n] = names[n], rows[n]
    end
    redis.call('HSET', roster, unpack(flat))
    return true
  end)
  redis.call('DEL', incoming)
end
return cjson.encode({ kind = 'written', ended = ended })
`,
)
