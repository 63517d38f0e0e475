/** A challenge belongs to the run of the server that it was opened under: a restart or a failover may forget a spend. */
export const challenges = `
local function server_run()
  return string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
end
`
