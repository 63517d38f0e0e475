import { script } from '../script.ts'

/** What whoever looks after the server must know, and what a terminal may ask. Changes nothing. */
export const status = script(`
local replication = redis.call('INFO', 'replication')
return cjson.encode({
  nowMs = now,
  role = string.match(replication, 'role:(%a+)'),
  replicas = tonumber(string.match(replication, 'connected_slaves:(%d+)')),
  appendOnly = string.match(redis.call('INFO', 'persistence'), 'aof_enabled:(%d)') == '1',
})
`)
