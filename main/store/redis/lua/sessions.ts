/** Ends sessions, and tells the terminals that have them. The row is the truth, the message a hint to look at it. */
export const sessions = `
local function end_session(id, reason)
  local session = key('session', id)
  local loginId, ended = unpack(redis.call('HMGET', session, 'loginId', 'endReason'))
  if not loginId or ended then
    return false
  end
  redis.call('HSET', session, 'endReason', reason, 'endedAt', now, 'endedBy', step.terminal, 'place', step.place)
  redis.call('ZREM', key('sessions'), id)
  redis.call('PUBLISH', key('ended'), id)
  return loginId
end
`
