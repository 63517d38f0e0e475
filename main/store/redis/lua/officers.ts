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
 * of those who are suspended, or have another role or number now. A quarter of a second for 130,000 rows: the rows are
 * looked at and put in batches, for a call costs more than what it does.
 */
export const apply = script(
  sessions,
  `
local incoming, roster = key('incoming', step.import), key('officers')
if redis.call('HLEN', incoming) ~= step.rows then
  return cjson.encode({ kind = 'lost' })
end

-- A row follows the one that it was made from: by one version, or as the first.
local function follows(new, old)
  if not old then
    return string.sub(new, 1, 3) == '[1,'
  end
  return tonumber(string.match(new, '^%[(%d+)')) == (tonumber(string.match(old, '^%[(%d+)')) or 0) + 1
end

local batches = {}
local cursor = '0'
repeat
  local flat
  cursor, flat = unpack(redis.call('HSCAN', incoming, cursor, 'COUNT', 500))
  local names = {}
  for n = 1, #flat, 2 do
    names[#names + 1] = flat[n]
  end
  local known = #names > 0 and redis.call('HMGET', roster, unpack(names))
  for n = 1, #names do
    if not follows(flat[2 * n], known[n]) then
      redis.call('UNLINK', incoming)
      return cjson.encode({ kind = 'stale' })
    end
  end
  batches[#batches + 1] = flat
until cursor == '0'

-- Sessions are few, rows may be many.
local ended = {}
for _, id in ipairs(redis.call('ZRANGE', key('sessions'), 0, -1)) do
  local loginId = redis.call('HGET', key('session', id), 'loginId')
  local row = loginId and redis.call('HGET', incoming, loginId)
  if row then
    local new = cjson.decode(row)
    -- What somebody has written by hand need not be a row.
    local isRow, old = pcall(cjson.decode, redis.call('HGET', roster, loginId) or '[]')
    local reason = nil
    if new[2] == 'suspended' then
      reason = 'suspended'
    elseif not isRow or type(old) ~= 'table' or new[4] ~= old[4] or new[5] ~= old[5] then
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
  for _, flat in ipairs(batches) do
    if #flat > 0 then
      redis.call('HSET', roster, unpack(flat))
    end
  end
  redis.call('UNLINK', incoming)
end
return cjson.encode({ kind = 'written', ended = ended })
`,
)
