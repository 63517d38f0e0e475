import { script } from '../script.ts'
import { sessions } from './sessions.ts'

// A row is a JSON list that begins with version, state and MAC, so that a script reads these without parsing it.

export const officer = script(`return cjson.encode(redis.call('HGET', key('officers'), step.loginId))`)

/** A few hundred rows from a cursor on: [next cursor, login ID, row, login ID, row …]. */
export const officers = script(`
local cursor, flat = unpack(redis.call('HSCAN', key('officers'), step.cursor, 'COUNT', 500))
return cjson.encode({ cursor = cursor, flat = flat })
`)

export const hasOfficers = script(`return cjson.encode(redis.call('EXISTS', key('officers')) == 1)`)

/**
 * Some hundreds in the order of login IDs, behind one: the last, and those whose login ID, name or station hold the text,
 * in capitals or not. Only rows that hold it anywhere, as JSON writes it, are parsed.
 */
export const find = script(`
local text = string.lower(step.text)
local escaped = string.lower(step.escaped)
local function holds(part)
  return string.find(string.lower(part), text, 1, true) ~= nil
end
local after = step.after == '' and '-' or '(' .. step.after
local names = redis.call('ZRANGE', key('roster'), after, '+', 'BYLEX', 'LIMIT', 0, step.slice)
local rows = #names > 0 and redis.call('HMGET', key('officers'), unpack(names))
local flat = {}
for n, name in ipairs(names) do
  local packed = rows[n]
  if packed and #flat < 2 * step.most then
    local found = holds(name)
    if not found and string.find(string.lower(packed), escaped, 1, true) then
      local isRow, row = pcall(cjson.decode, packed)
      found = isRow and type(row) == 'table' and (holds(tostring(row[6])) or holds(tostring(row[8])))
    end
    if found then
      flat[#flat + 1] = name
      flat[#flat + 1] = packed
    end
  end
end
return cjson.encode({ last = names[#names], flat = flat })
`)

/** Lays rows ready where nobody reads them, and their login IDs where they are searched: one without a row is passed over. */
export const stage = script(`
local incoming = key('incoming', step.import)
redis.call('HSET', incoming, unpack(step.flat))
local members = {}
for n = 1, #step.flat, 2 do
  members[#members + 1] = 0
  members[#members + 1] = step.flat[n]
end
redis.call('ZADD', key('roster'), unpack(members))
redis.call('PEXPIRE', incoming, slackMs)
return cjson.encode(true)
`)

/**
 * Puts what lies ready on the roster, all or none, unless one of the rows has changed since it was read, or no administrator
 * would be left. Ends the sessions of those who are suspended, or have another role or number now. They are looked at and put in
 * batches, for a call costs more than what it does: 0.3 s for 130,000 new rows, twice that where all are there already.
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

-- Login IDs of active administrators, before and after.
local administrators = key('administrators')
local onRoster = redis.call('EXISTS', roster) == 1
local before, after = {}, {}
for _, loginId in ipairs(onRoster and redis.call('ZRANGE', administrators, 0, -1) or {}) do
  before[loginId], after[loginId] = true, true
end
local some = next(before) ~= nil

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
    local row = flat[2 * n]
    -- Few are: a plain search first.
    if string.find(row, '"administrator"', 1, true) and string.match(row, '^%[%d+,"active","%x*","administrator"') then
      after[names[n]] = true
    elseif before[names[n]] then
      after[names[n]] = nil
    end
  end
  batches[#batches + 1] = flat
until cursor == '0'

if some and next(after) == nil then
  redis.call('UNLINK', incoming)
  return cjson.encode({ kind = 'last_administrator' })
end

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

if not onRoster then
  redis.call('DEL', administrators)
end
for loginId in pairs(before) do
  if not after[loginId] then
    redis.call('ZREM', administrators, loginId)
  end
end
for loginId in pairs(after) do
  if not before[loginId] then
    redis.call('ZADD', administrators, 0, loginId)
  end
end

if not onRoster then
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
