// Packages the program: `npm run package`, or one system: `npm run package:linux`, `npm run package:win`. Without a word it
// is a release. `-- --test` makes a test build; `--unofficial` the unpacked release that tests look at. `--out FOLDER`.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { Arch, build as electronBuilder, Platform } from 'electron-builder'
import { build } from '../build.mjs'
import { plainly } from '../plainly.mjs'
import { inProject } from '../project.mjs'
import { electronOfDevelopment, officialElectron } from './electron-for.mjs'
import { flavours, settingsOf } from './flavours.mjs'
import { buildMsi } from './msi.mjs'
import { noticesOf } from './notices.mjs'

const systems = {
  linux: { platform: 'linux', target: Platform.LINUX, packages: ['deb', 'tar.gz'] },
  win: { platform: 'win32', target: Platform.WINDOWS, packages: ['dir', 'zip'] },
}
// Where electron-builder.yml looks for what is made here.
const app = inProject('packages', 'app')

plainly(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      test: { type: 'boolean' },
      unofficial: { type: 'boolean' },
      out: { type: 'string' },
      dir: { type: 'boolean' },
    },
  })
  const flavour = values.unofficial ? 'unofficial' : values.test ? 'test' : 'release'
  const chosen = positionals.length > 0 ? positionals : Object.keys(systems)
  const unknown = chosen.find((name) => !Object.hasOwn(systems, name))
  if (unknown) throw new Error(`There is no system ${unknown}: say linux or win.`)

  const electron = flavour === 'release' ? officialElectron : electronOfDevelopment
  const electrons = {}
  for (const name of chosen) electrons[name] = await electron(systems[name].platform)

  await makeApp(flavour)
  const out = resolve(values.out ?? inProject('packages', flavour))
  useLocalTools()
  for (const name of chosen) {
    const { target, packages } = systems[name]
    const wanted = values.dir || flavour === 'unofficial' ? ['dir'] : packages
    await electronBuilder({
      targets: target.createTarget(wanted, Arch.x64),
      config: settingsOf({ flavour, electron: electrons[name], out }),
      publish: 'never',
    })
    if (name === 'win' && flavour !== 'unofficial') buildMsi({ flavour, out })
  }
})

const makeApp = async (flavour) => {
  const { code, suffix, productName, title } = flavours[flavour]
  rmSync(app, { recursive: true, force: true })
  mkdirSync(app, { recursive: true })
  const modules = await build(code, join(app, 'dist'))
  writeFileSync(join(app, 'THIRD-PARTY-NOTICES.txt'), noticesOf(modules))
  const words = { executable: `tor-unveil-login${suffix}`, sanitizedProductName: productName, title }
  for (const [name, mode] of [
    ['launcher.sh', 0o755],
    ['autostart.desktop', 0o644],
  ]) {
    const template = readFileSync(inProject('assets', 'packaging', 'linux', name), 'utf8')
    const text = template.replace(/\$\{([a-zA-Z]+)\}/g, (_, word) => words[word])
    writeFileSync(join(app, name), text, { mode })
  }
}

// Without these electron-builder downloads programs of its own.
const useLocalTools = () => {
  process.env.CUSTOM_FPM_PATH = inProject('scripts', 'packaging', 'fpm.mjs')
  if (existsSync('/usr/bin/7za')) process.env.ELECTRON_BUILDER_7ZIP_PATH = '/usr/bin/7za'
}
