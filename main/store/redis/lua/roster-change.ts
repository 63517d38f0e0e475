import { script } from '../script.ts'
import { sessions } from './sessions.ts'

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

/** Lays buckets ready where nobody reads them. */
export const stageBuckets = script(`
local incoming = key('incoming-buckets', step.import)
redis.call('HSET', incoming, unpack(step.flat))
redis.call('PEXPIRE', incoming, slackMs)
return cjson.encode(true)
`)

/**
 * Puts what lies ready on the roster, all or none, unless the roster is another one than it was made ready for, one of the rows
 * has changed since it was read, or no administrator would be left. Ends the sessions of those who are suspended, or have another role or number now. They are looked at and put in
 * batches, for a call costs more than what it does: 0.2 s for 130,000 new rows, 0.5 s where all are there already.
 */
export const apply = script(
  sessions,
  `
local incoming, roster = key('incoming', step.import), key('officers')
local incomingBuckets, buckets, root = key('incoming-buckets', step.import), key('roster-buckets'), key('roster-root')
if redis.call('HLEN', incoming) ~= step.rows or redis.call('HLEN', incomingBuckets) ~= step.buckets then
  return cjson.encode({ kind = 'lost' })
end
if (redis.call('HGET', root, 'mac') or '') ~= step.before then
  redis.call('UNLINK', incomingBuckets)
  return cjson.encode({ kind = 'moved' })
end
local function give_up(kind)
  redis.call('UNLINK', incoming, incomingBuckets)
  return cjson.encode({ kind = kind })
end

-- As a terminal reads it (see replies.ts), also in what somebody has written by hand: otherwise no row could ever follow that.
-- A number with more digits may have no next one.
local function version_of(row)
  local digits = string.match(row, '^%[(%d+)')
  return digits and #digits <= 15 and tonumber(digits) or 0
end

-- A row follows the one that it was made from: by one version, or as the first.
local function follows(new, old)
  if not old then
    return string.sub(new, 1, 3) == '[1,'
  end
  return tonumber(string.match(new, '^%[(%d+)')) == version_of(old) + 1
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
  local known = onRoster and #names > 0 and redis.call('HMGET', roster, unpack(names)) or {}
  for n = 1, #names do
    if not follows(flat[2 * n], known[n]) then
      return give_up('stale')
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
  return give_up('last_administrator')
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

if step.whole or redis.call('EXISTS', buckets) == 0 then
  redis.call('RENAME', incomingBuckets, buckets)
  redis.call('PERSIST', buckets)
else
  cursor = '0'
  repeat
    local flat
    cursor, flat = unpack(redis.call('HSCAN', incomingBuckets, cursor, 'COUNT', 100))
    if #flat > 0 then
      redis.call('HSET', buckets, unpack(flat))
    end
  until cursor == '0'
  redis.call('UNLINK', incomingBuckets)
end
redis.call('HSET', root, 'number', step.root.number, 'mac', step.root.mac, 'hashes', step.root.hashes)
return cjson.encode({ kind = 'written', ended = ended })
`,
)
