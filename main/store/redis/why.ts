/** The first word of an answer by which a Redis server says no, such as OOM; `undefined` for every other error. */
export const refusalOf = (cause: unknown): string | undefined =>
  cause instanceof Error ? /^[A-Z]{2,}(?= )/.exec(cause.message)?.[0] : undefined

const refusals: Record<string, string> = {
  NOAUTH: 'it wants a user name and a password',
  WRONGPASS: 'it does not accept user name and password',
  NOPERM: 'the user may not do all that it must',
  OOM: 'it is out of memory',
  READONLY: 'it is a replica, which cannot be written',
  MISCONF: 'it cannot save to its disk',
  NOREPLICAS: 'it has too few replicas to be written',
  LOADING: 'it is still loading its data',
  BUSY: 'a script is holding it up',
  MASTERDOWN: 'it is a replica that has lost its primary',
  CLUSTERDOWN: 'its cluster is down',
  MOVED: "the station's keys lie on another node of its cluster",
  ASK: "the station's keys are on their way to another node of its cluster",
  TRYAGAIN: "the station's keys are on their way to another node of its cluster",
}

/** True where the server, or what stands around it, says no. A refusal that is not known is a fault of ours. */
export const isKnown = (refusal: string): boolean => Object.hasOwn(refusals, refusal)

/** True for a server that will not be the right one until it, or the way to it, changes. */
export const isWrongServer = (refusal: string): boolean =>
  ['READONLY', 'MASTERDOWN', 'LOADING', 'CLUSTERDOWN', 'MOVED'].includes(refusal)

/** Why a server cannot be used, in words for IT. */
export const whyOf = (cause: unknown): string => {
  const refusal = refusalOf(cause)
  if (refusal) return refusals[refusal] ?? `it refuses (${refusal})`
  if (!(cause instanceof Error)) return 'it cannot be reached'
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) return `its certificate is not trusted (${code})`
  if (/SSL|TLS|EPROTO/.test(code)) return `it does not speak TLS as it should (${code})`
  if (/^E[A-Z]+$/.test(code)) return `it cannot be reached (${code})`
  if (/timeout/i.test(cause.message)) return 'it does not answer'
  return cause.message
}
