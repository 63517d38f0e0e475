import { script } from '../script.ts'

/** The hashes are 44 kB: a terminal that knows them by their MAC is not sent them again. */
export const rosterRoot = `
local function root_but(known)
  local number, mac = unpack(redis.call('HMGET', key('roster-root'), 'number', 'mac'))
  if not mac then
    return nil
  end
  local hashes = nil
  if mac ~= known then
    hashes = redis.call('HGET', key('roster-root'), 'hashes') or ''
  end
  return { number = number or '', mac = mac, hashes = hashes }
end
`

/** Some buckets, and what all of them are known by. */
export const buckets = script(
  rosterRoot,
  `
local members = redis.call('HMGET', key('roster-buckets'), unpack(step.buckets))
for n = 1, #members do
  members[n] = members[n] or ''
end
return cjson.encode({ members = members, root = root_but(step.known) })
`,
)
