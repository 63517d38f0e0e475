import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openBehind } from '../main/behind.ts'
import { maskedLog } from '../main/log.ts'
import { Problem } from '../main/problem.ts'
import { kitKey, kitOf } from './kit/kits.ts'
import { temporaryFolder, testSealer } from './station.ts'

const { privateKey, publicKey } = kitKey()

/** Opens what is behind the door of a terminal, as its window does. Answers what the window was told to be, in order. */
const open = async (home: string) => {
  const kiosk: boolean[] = []
  const { close, exitCode } = await openBehind({
    ipcMain: { handle: () => undefined },
    surroundings: {
      ...{ development: true, appFolder: '', home, log: maskedLog(() => undefined) },
      environment: { TOR_UNVEIL_CONFIG: join(home, 'config.json'), TOR_UNVEIL_DEMO_ROSTER: 'none' },
    },
    sealerFor: async () => testSealer(),
    window: {
      trusted: () => true,
      setKiosk: (on) => kiosk.push(on),
      notify: () => undefined,
      close: () => undefined,
    },
    idleForMs: () => () => 0,
    about: (config) => ({ installation: '', version: '', warnings: [], kiosk: config.kiosk }),
    reported: (cause) => (cause instanceof Problem ? cause : new Problem('internal', [])),
    version: '',
    questions: { chooseFile: async () => undefined, saveFile: async () => undefined },
    childProgram: { file: '', args: [], env: () => ({}) },
  })
  await close()
  return { kiosk, exitCode }
}

test('a kit that is applied at the start makes a kiosk of the window at once, and another one ends it', async () => {
  const home = temporaryFolder()
  const lay = (serial: number, kiosk: boolean) =>
    writeFileSync(join(home, 'inbox', 'kit.json'), kitOf({ privateKey }, { serial, settings: { kiosk } }), {
      mode: 0o600,
    })
  mkdirSync(join(home, 'inbox'))
  writeFileSync(join(home, 'config.json'), JSON.stringify({ kit: { publicKey } }))
  lay(1, true)
  expect(await open(home)).toEqual({ kiosk: [false, true], exitCode: 0 })
  lay(2, false)
  expect(await open(home)).toEqual({ kiosk: [true, false], exitCode: 0 })
  expect(await open(home)).toEqual({ kiosk: [false, false], exitCode: 0 })
})
