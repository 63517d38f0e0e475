import { script } from '../script.ts'

/** The first words on a connection: whether this server and this terminal's station key belong together. */
export const greet = script(`
if not redis.REDIS_VERSION_NUM then
  return cjson.encode('too_old')
end
local known = redis.call('GET', key('mark'))
-- A replica answers questions with what it last heard. Only a write, which costs no memory, tells that it is one.
redis.call('PERSIST', key('mark'))
if not known then
  redis.call('SET', key('mark'), step.mark)
  known = step.mark
end
return cjson.encode(known == step.mark and 'welcome' or 'other_station_key')
`)
