import { script } from '../script.ts'
import { challenges } from './challenges.ts'
import { limits } from './limits.ts'

/** Looks at every limit, counts, voids the older challenge of this login ID and number, and opens the new one. */
export const open = script(
  limits,
  challenges,
  `
local challenge = step.challenge
challenge.terminal = step.terminal
local send = step.limits
local unused = unused_of(challenge)

local lockedForMs = held_for(wrong_of(challenge))
if lockedForMs > 0 then
  return cjson.encode({ kind = 'locked', retryInMs = lockedForMs })
end

local tallies = {
  { limit = 'account', name = sends_of(challenge), bound = send.perAccount },
  { limit = 'terminal', name = unverified_at(step.terminal), bound = send.unverifiedPerTerminal },
  { limit = 'terminal', name = all_at(step.terminal), bound = send.allPerTerminal },
}
if send.perInstallation then
  table.insert(tallies, { limit = 'installation', name = installation, bound = send.perInstallation })
end
local full = { kind = 'full', limit = 'wait', retryInMs = held_for(unused) }
for _, tally in ipairs(tallies) do
  local ms = full_for(tally.name, tally.bound)
  if ms > full.retryInMs then
    full = { kind = 'full', limit = tally.limit, retryInMs = ms }
  end
end
if full.retryInMs > 0 then
  return cjson.encode(full)
end

for _, tally in ipairs(tallies) do
  count(tally.name, tally.bound)
end
belongs_to(challenge.account, sends_of(challenge), send.perAccount.perMs + slackMs)
fail(unused, function(failures)
  return doubled(send.firstWaitMs, failures - 1, send.longestWaitMs)
end)
belongs_to(challenge.account, unused, send.longestWaitMs + holdKeepMs)

local newest = key('open', challenge.subject)
local older = redis.call('GET', newest)
if older and redis.call('HGET', key('challenge', older), 'state') == 'open' then
  redis.call('HSET', key('challenge', older), 'state', 'superseded')
end
local keepMs = challenge.lifeMs + slackMs
redis.call('SET', newest, challenge.id, 'PX', keepMs)
redis.call('HSET', key('challenge', challenge.id),
  'account', challenge.account,
  'subject', challenge.subject,
  'terminal', step.terminal,
  'name', challenge.name,
  'digest', challenge.digest,
  'state', 'open',
  'tries', 0,
  'expiresAt', now + challenge.lifeMs,
  'run', server_run())
redis.call('PEXPIRE', key('challenge', challenge.id), keepMs)

local opened = key('opened', step.terminal)
redis.call('ZREMRANGEBYSCORE', opened, '-inf', now)
redis.call('ZADD', opened, now + challenge.lifeMs, challenge.id)
redis.call('PEXPIRE', opened, keepMs)
return cjson.encode({ kind = 'opened', resendInMs = held_for(unused) })
`,
)
