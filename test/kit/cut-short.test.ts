import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../station.ts'
import { close, kitKey, kitOf, rosterHeader, startTerminal } from './kits.ts'

const key = kitKey()
const settings = { kit: { publicKey: key.publicKey }, sms: { allowLocal: true } }
const officers = 3000
const roster =
  rosterHeader +
  Array.from({ length: officers }, (_, n) => `o${n},Name,Rank,Harbour,${9_000_000_000 + n},officer\n`).join(
    '',
  )
const kit = kitOf(key, { settings: { otp: { lifeSeconds: 90 } }, roster })

const look = async (home: string) => {
  const station = await startTerminal({ home, settings })
  const { length } = await station.store.officers()
  const seen = { lifeSeconds: station.config.otp.lifeSeconds, officers: length, trouble: station.kitTrouble }
  await close(station)
  return seen
}

const said = (child: ChildProcess, word: string) =>
  new Promise<void>((done) => child.stdout?.on('data', (bytes) => String(bytes).includes(word) && done()))

const nothing = { lifeSeconds: 120, officers: 0, trouble: undefined }
const everything = { lifeSeconds: 90, officers, trouble: undefined }

// By the time the signal arrives the work may be further on: what must hold then is the same.
test.each(['kit.next.json', 'station.db-wal', 'kit.json'])(
  'a program that is killed when %s appears leaves all of a kit or nothing of it, and it can be applied',
  async (name) => {
    const home = temporaryFolder()
    const file = join(temporaryFolder(), 'kit.json')
    writeFileSync(file, kit)
    expect(await look(home)).toEqual(nothing)
    const script = join(import.meta.dirname, 'applies-kit.ts')
    const run = () => spawn(process.execPath, [script, home, file, JSON.stringify(settings)])
    const child = run()
    const ended = new Promise<number | null>((done) => child.on('exit', done))
    await said(child, 'ready')
    while (!existsSync(join(home, name)) && child.exitCode === null) await setImmediate()
    child.kill('SIGKILL')
    await ended
    expect([nothing, everything]).toContainEqual(await look(home))
    await new Promise((done) => run().on('exit', done))
    expect(await look(home)).toEqual(everything)
  },
  30_000,
)
