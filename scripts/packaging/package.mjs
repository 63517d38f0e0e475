// Packages the program: `npm run package`, `npm run package:linux`, `npm run package:win`, or `npm run package -- deb msi`.
// It is a release, unless `--test` asks for a test build, or `--unofficial` for the unpacked release that tests look at.
// The packages are put in packages/, or where `--out FOLDER` says.
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

// What is made of each system's folder. The MSI is no target of electron-builder.
const systems = {
  linux: { platform: 'linux', target: Platform.LINUX, packages: ['deb', 'tar.gz'] },
  win: { platform: 'win32', target: Platform.WINDOWS, packages: ['zip', 'msi'] },
}
// Where electron-builder.yml looks for what is made here.
const app = inProject('packages', 'app')

plainly(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { test: { type: 'boolean' }, unofficial: { type: 'boolean' }, out: { type: 'string' } },
  })
  const flavour = values.unofficial ? 'unofficial' : values.test ? 'test' : 'release'
  const chosen = choose(positionals)

  const electron = flavour === 'release' ? officialElectron : electronOfDevelopment
  for (const [name, choice] of Object.entries(chosen))
    choice.electron = await electron(systems[name].platform)

  await makeApp(flavour)
  const out = resolve(values.out ?? inProject('packages', flavour))
  useLocalTools()
  for (const [name, { packages, electron }] of Object.entries(chosen)) {
    const wanted = flavour === 'unofficial' ? [] : packages
    const targets = wanted.filter((kind) => kind !== 'msi')
    process.env.PACKAGED_SYSTEM = systems[name].platform
    await electronBuilder({
      targets: systems[name].target.createTarget(targets.length > 0 ? targets : ['dir'], Arch.x64),
      config: settingsOf({ flavour, electron, out }),
      publish: 'never',
    })
    if (wanted.includes('msi')) buildMsi({ flavour, out })
  }
})

/** The packages to make, by system: those that are named, all of a named system, or all. */
const choose = (names) => {
  const unknown = names.find(
    (name) =>
      !Object.entries(systems).some(([system, { packages }]) => system === name || packages.includes(name)),
  )
  if (unknown) throw new Error(`There is no package ${unknown}: say linux, win, deb, tar.gz, zip or msi.`)
  const all = names.length === 0 ? Object.keys(systems) : names
  return Object.fromEntries(
    Object.entries(systems).flatMap(([system, { packages }]) => {
      const some = all.includes(system) ? packages : packages.filter((kind) => all.includes(kind))
      return some.length > 0 ? [[system, { packages: some }]] : []
    }),
  )
}

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
