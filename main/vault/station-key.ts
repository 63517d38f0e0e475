import { randomBytes } from 'node:crypto'
import { createVault, type Vault } from './vault.ts'

/** Under this name the key that all terminals of a station hold lies sealed in the key file. */
export const stationKeyName = 'station-key'
const stationKeyBytes = 32

/** In base64, as it is sealed and carried from terminal to terminal. */
export const makeStationKey = () => randomBytes(stationKeyBytes).toString('base64')

export const isStationKey = (text: string) => {
  const key = Buffer.from(text, 'base64')
  return key.length === stationKeyBytes && key.toString('base64') === text
}

/** Tells station keys apart, such as `3f2a-91bc-04de-77a1`. It may be shown and stored: no key follows from it. */
export const stationKeyMark = ({ mac }: Pick<Vault, 'mac'>): string =>
  mac('station', 'mark')
    .toString('hex')
    .slice(0, 16)
    .replaceAll(/.{4}(?=.)/g, '$&-')

/** The mark of a key that no vault uses (yet): that of every vault with it, whatever its data key. */
export const markOfKey = (key: string) => stationKeyMark(createVault(Buffer.from(key, 'base64')))
