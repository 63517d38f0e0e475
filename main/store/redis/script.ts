import { createHash } from 'node:crypto'

/** A Lua script as the server knows it: by the SHA-1 of its text. */
export type Script = { text: string; sha: string }

/** One script a verb: what it needs of the shared parts, then its own story. */
export const script = (...parts: string[]): Script => {
  const text = [head, ...parts].join('\n')
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

// KEYS[1] is the prefix of all our keys. It holds the hash tag, so that a cluster knows which node every script is for.
// ARGV[1] is the step as JSON. Time is the server's own: terminals may believe what they like.
const head = `
local prefix = KEYS[1]
local step = cjson.decode(ARGV[1])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)

-- What has a deadline goes a little after it, so that an officer can still be told why.
local slackMs = 600000

local function key(...)
  return prefix .. table.concat({ ... }, ':')
end

local function row_of(hash)
  local row = {}
  local flat = redis.call('HGETALL', hash)
  for n = 1, #flat, 2 do
    row[flat[n]] = flat[n + 1]
  end
  return row
end

local function lives_for(name, ms)
  redis.call('PEXPIRE', name, ms, 'NX')
  redis.call('PEXPIRE', name, ms, 'GT')
end
`
