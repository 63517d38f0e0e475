import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { Problem } from '../problem.ts'
import { writeNew, writeWhole } from '../write-whole.ts'
import {
  type Contents,
  openText,
  type Recovery,
  readContents,
  sealContents,
  sealText,
  secretContext,
  terminalSchema,
} from './key-contents.ts'
import { stationKeyName } from './station-key.ts'
import { createVault, dataKeyBytes, type Vault } from './vault.ts'

/** What the operating system offers to protect one secret for this account. Both throw where it cannot. */
export type Sealer = {
  seal: (text: string) => string
  open: (sealed: string) => string
  /** True for what was sealed with less protection than there is now. */
  weak: (sealed: string) => boolean
}

export type Keys = {
  /** Of the data key alone. */
  vault: Vault
  /** Under the station key too; read anew each time. Nothing where no station key is sealed. */
  stationVault: () => Vault | undefined
  /** 128 random bits in hex: this terminal, until its disk is cloned. */
  terminal: string
  /** A secret that lies sealed in the key file, by name. */
  secret: (name: string) => string | undefined
  setSecret: (name: string, value: string) => void
  /** All that lies in the key file, in the clear: for a recovery file under a passphrase, and nothing else. */
  recovery: () => Recovery
}

/**
 * Opens the key file, or makes it with `firstSecrets` where this data folder was never used (`fresh`).
 * A file that cannot be opened, or is missing beside a database, is a `Problem`: it is never replaced.
 */
export const openKeys = ({
  file,
  sealer,
  fresh,
  machine,
  firstSecrets,
}: {
  file: string
  sealer: Sealer
  fresh: boolean
  machine: string
  firstSecrets: () => Record<string, string>
}): Keys => {
  if (!existsSync(file)) {
    if (!fresh) throw new Problem('keys_missing', [file, howToRecover])
    writeNew(file, JSON.stringify(makeContents(sealer, machine, firstSecrets())))
  }
  const { dataKey, sealed, vault, terminal: known } = read(file, sealer)
  // Read anew each time: a task may have written beside an open window.
  const change = (part: (now: Contents) => Partial<Contents>) => {
    const now = readContents(file)
    writeWhole(file, JSON.stringify({ ...now, ...part(now) }))
  }
  if (sealer.weak(sealed)) change(() => ({ dataKey: sealer.seal(dataKey.toString('base64')) }))
  // A system that does not tell its machine, at one start or always, gives no reason to make the terminal anew.
  const cloned = known.machine !== '' && machine !== '' && known.machine !== machine
  const terminal = cloned ? newTerminal() : known.id
  if (machine !== '' && known.machine !== machine) {
    change(() => ({ terminal: sealText(vault, 'terminal', JSON.stringify({ id: terminal, machine })) }))
  }
  const secret = (name: string) => {
    const sealed = readContents(file).secrets[name]
    return sealed === undefined ? undefined : openText(vault, secretContext(name), sealed)
  }
  return {
    vault,
    stationVault: () => {
      const stationKey = secret(stationKeyName)
      return stationKey === undefined ? undefined : createVault(dataKey, Buffer.from(stationKey, 'base64'))
    },
    terminal,
    secret,
    setSecret: (name, value) =>
      change(({ secrets }) => ({
        secrets: { ...secrets, [name]: sealText(vault, secretContext(name), value) },
      })),
    recovery: () => ({
      dataKey: dataKey.toString('base64'),
      terminal: { id: terminal, machine: machine || known.machine },
      secrets: Object.fromEntries(
        Object.entries(readContents(file).secrets).map(([name, sealed]) => [
          name,
          openText(vault, secretContext(name), sealed),
        ]),
      ),
    }),
  }
}

const makeContents = (sealer: Sealer, machine: string, secrets: Record<string, string>): Contents =>
  sealContents(sealer.seal, {
    dataKey: randomBytes(dataKeyBytes).toString('base64'),
    terminal: { id: newTerminal(), machine },
    secrets,
  })

const read = (file: string, sealer: Sealer) => {
  try {
    const stored = readContents(file)
    const dataKey = Buffer.from(sealer.open(stored.dataKey), 'base64')
    if (dataKey.length !== dataKeyBytes) throw new Error('the data key has the wrong length')
    const vault = createVault(dataKey)
    const sealed = stored.dataKey
    return {
      dataKey,
      sealed,
      vault,
      terminal: terminalSchema.parse(JSON.parse(openText(vault, 'terminal', stored.terminal))),
    }
  } catch (cause) {
    throw new Problem('keys_unreadable', [file, howToRecover], cause)
  }
}

const howToRecover = 'With a recovery file of this terminal: --import-recovery FILE'

const newTerminal = () => randomBytes(16).toString('hex')
