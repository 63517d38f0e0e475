import { script } from '../script.ts'
import { challenges } from './challenges.ts'

/** Keeps the code that an administrator made. Like a challenge, it belongs to the run of the server that it was made under. */
export const putRescue = script(
  challenges,
  `
local rescue = key('rescue', step.loginId)
redis.call('HSET', rescue, 'digest', step.digest, 'expiresAt', now + step.lifeMs, 'run', server_run())
redis.call('PEXPIRE', rescue, step.lifeMs)
return cjson.encode(true)
`,
)

/** Nothing where it is over. */
export const rescues = `
local function rescue_of(loginId)
  local row = row_of(key('rescue', loginId))
  if not row.digest or row.run ~= server_run() or now >= tonumber(row.expiresAt) then
    return nil
  end
  return { digest = row.digest, expiresInMs = row.expiresAt - now }
end
`
