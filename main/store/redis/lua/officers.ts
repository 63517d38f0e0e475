import { script } from '../script.ts'
import { challenges } from './challenges.ts'
import { rescues } from './rescue.ts'
import { rosterRoot } from './roster-root.ts'

// A row is a JSON list that begins with version, state and MAC, so that a script reads these without parsing it.

/** An officer's row, the bucket that it is in, and the code that an administrator made for him. */
export const officer = script(
  challenges,
  rescues,
  rosterRoot,
  `
return cjson.encode({
  row = redis.call('HGET', key('officers'), step.loginId) or nil,
  members = redis.call('HGET', key('roster-buckets'), step.bucket) or '',
  root = root_but(step.known),
  rescue = rescue_of(step.loginId),
})
`,
)

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
