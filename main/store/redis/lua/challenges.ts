/** A challenge belongs to the run of the server that it was opened under: a restart or a failover may forget a spend. */
export const challenges = `
local function server_run()
  -- The history too: a server that was a replica for a while, and is the primary again, goes on in the same run.
  local info = redis.call('INFO', 'server', 'replication')
  return string.match(info, 'run_id:(%w+)') .. string.match(info, 'master_replid:(%w+)')
end
`
