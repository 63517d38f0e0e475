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
local account, unused = account_of(challenge), unused_of(challenge)

local lockedForMs = held_for(account, wrong_of(challenge))
if lockedForMs > 0 then
  return cjson.encode({ kind = 'locked', retryInMs = lockedForMs })
end

local tallies = {
  { limit = 'terminal', list = unverified_at(step.terminal), bound = send.unverifiedPerTerminal },
  { limit = 'terminal', list = all_at(step.terminal), bound = send.allPerTerminal },
}
if send.perInstallation then
  table.insert(tallies, { limit = 'installation', list = installation, bound = send.perInstallation })
end
local full = { kind = 'full', limit = 'wait', retryInMs = held_for(account, unused) }
local function longer(limit, ms)
  if ms > full.retryInMs then
    full = { kind = 'full', limit = limit, retryInMs = ms }
  end
end
longer('account', few.full_for(account, sends_of(challenge), send.perAccount))
for _, tally in ipairs(tallies) do
  longer(tally.limit, many.full_for(tally.list, tally.bound))
end
if full.retryInMs > 0 then
  return cjson.encode(full)
end

few.count(account, sends_of(challenge), send.perAccount)
for _, tally in ipairs(tallies) do
  many.count(tally.list, tally.bound)
end
fail(account, unused, unusedKeepMs, function(failures)
  return doubled(send.firstWaitMs, failures - 1, send.longestWaitMs)
end)

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
return cjson.encode({ kind = 'opened', resendInMs = held_for(account, unused) })
`,
)
