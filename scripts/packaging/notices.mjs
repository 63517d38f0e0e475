import { readdirSync, readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import { inProject } from '../project.mjs'

const permissive = new Set([
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'BlueOak-1.0.0',
])

// The native driver: its headers, and SQLite itself, which is in the public domain (sqlite.org/copyright.html).
const besideTheBundles = ['better-sqlite3', 'node-addon-api']

// Packages that are published without the text which their repository has: where it is taken from.
const textsElsewhere = [
  { of: /^@redis\/client$/, file: inProject('assets', 'packaging', 'licences', 'redis-client.txt') },
  { of: /^@aws-sdk\//, file: inProject('node_modules', '@aws-sdk', 'client-sns', 'LICENSE') },
]

/**
 * The licences of everything in the bundles, from the modules that went into them, and of the native driver. Throws for
 * one that is not permissive, or comes without a text.
 */
export const noticesOf = (moduleIds) => {
  const folders = new Set([
    ...moduleIds.flatMap((id) => packageFolder(id) ?? []),
    ...besideTheBundles.map((name) => inProject('node_modules', name)),
  ])
  const notices = [...folders].map(notice).sort((one, other) => (one.title < other.title ? -1 : 1))
  const rule = '-'.repeat(80)
  return [
    'TOR UNVEIL Login contains the packages below, under their own licences. SQLite, within better-sqlite3, is in the',
    'public domain. The licences of Electron and Chromium are in LICENSE.electron.txt and LICENSES.chromium.html.',
    ...notices.map(({ title, license, text }) => `${rule}\n${title} (${license})\n\n${text}`),
    '',
  ].join('\n\n')
}

/** The folder of the package that a module belongs to; undefined for our own. */
const packageFolder = (id) => {
  const [path] = id.replace(/^\0/, '').split('?')
  const at = path.lastIndexOf(`${sep}node_modules${sep}`)
  if (at < 0) return undefined
  const inside = path.slice(at).split(sep).slice(2)
  const name = inside[0].startsWith('@') ? inside.slice(0, 2) : inside.slice(0, 1)
  return join(path.slice(0, at), 'node_modules', ...name)
}

const notice = (folder) => {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  if (!permissive.has(license))
    throw new Error(`${name} has the licence ${license}, which is not allowed here.`)
  return { title: `${name} ${version}`, license, text: textOf({ name, folder }).trim() }
}

const textOf = ({ name, folder }) => {
  const own = readdirSync(folder).find((entry) => /^licen[cs]e(\.|$)/i.test(entry))
  const file = own ? join(folder, own) : textsElsewhere.find(({ of }) => of.test(name))?.file
  if (!file) throw new Error(`${name} comes without the text of its licence.`)
  return readFileSync(file, 'utf8')
}
