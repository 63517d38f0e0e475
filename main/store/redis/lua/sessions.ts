/** Ends sessions, and tells the terminal that has them. The row is the truth, the message a hint to look at it. */
export const sessions = `
-- Whose it was; or nothing, and why there was nothing to end.
local function end_session(id, reason)
  local session = key('session', id)
  local loginId, ended, terminal = unpack(redis.call('HMGET', session, 'loginId', 'endReason', 'terminal'))
  if ended then
    return nil, 'over'
  end
  if not loginId then
    return nil, 'gone'
  end
  redis.call('HSET', session, 'endReason', reason, 'endedAt', now, 'endedBy', step.terminal, 'place', step.place)
  redis.call('ZREM', key('sessions'), id)
  if terminal ~= step.terminal then
    -- What a message meets must not undo what is done: half of a step is no step.
    redis.pcall('PUBLISH', key('ended', terminal), id)
  end
  return loginId
end
`
