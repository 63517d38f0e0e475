#!/usr/bin/env node
// Takes the words of fpm that electron-builder uses for a Debian package, and does with dpkg-deb what fpm would: fpm is
// a download from a server that a build machine may not reach. CUSTOM_FPM_PATH leads here.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { plainly } from '../plainly.mjs'
import { ask } from '../run.mjs'

const one = { type: 'string' }
const many = { type: 'string', multiple: true, default: [] }

plainly(() => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      source: { ...one, short: 's' },
      target: { ...one, short: 't' },
      force: { type: 'boolean' },
      depends: { ...many, short: 'd' },
      'deb-recommends': many,
      'deb-compression': one,
      'deb-priority': one,
      ...Object.fromEntries(
        ['architecture', 'after-install', 'after-remove', 'description', 'version', 'package'].map((name) => [
          name,
          one,
        ]),
      ),
      ...Object.fromEntries(
        ['name', 'maintainer', 'vendor', 'url', 'license', 'category'].map((name) => [name, one]),
      ),
    },
  })
  const root = mkdtempSync(join(tmpdir(), 'deb-'))
  try {
    for (const mapping of positionals) lay(root, mapping)
    // electron-builder puts it there for a script of its own, which is not ours.
    for (const product of readdirSync(join(root, 'opt')))
      rmSync(join(root, 'opt', product, 'resources', 'apparmor-profile'), { force: true })
    ask('chmod', ['-R', 'u+rwX,go+rX,go-w', root])
    chmodSync(root, 0o755)
    build(root, values)
  } finally {
    rmSync(root, { recursive: true, force: true })
  }
})

/** `from=to`; a folder when it ends with a slash. */
const lay = (root, mapping) => {
  const at = mapping.lastIndexOf('=')
  const to = join(root, mapping.slice(at + 1))
  mkdirSync(dirname(to), { recursive: true })
  cpSync(mapping.slice(0, at), to, { recursive: true, verbatimSymlinks: true })
}

const build = (root, values) => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const sums = files.map(
    (file) => `${createHash('md5').update(readFileSync(file)).digest('hex')}  ${relative(root, file)}\n`,
  )
  const kilobytes = Math.ceil(files.reduce((sum, file) => sum + statSync(file).size, 0) / 1024)

  const meta = join(root, 'DEBIAN')
  mkdirSync(meta, { mode: 0o755 })
  writeFileSync(join(meta, 'control'), controlFile(values, kilobytes))
  writeFileSync(join(meta, 'md5sums'), sums.join(''))
  for (const [script, name] of [
    ['after-install', 'postinst'],
    ['after-remove', 'postrm'],
  ])
    writeFileSync(join(meta, name), readFileSync(values[script]), { mode: 0o755 })

  const level = process.env.ELECTRON_BUILDER_COMPRESSION_LEVEL
  const how = [
    `-Z${values['deb-compression'] === 'gz' ? 'gzip' : values['deb-compression']}`,
    ...(level ? [`-z${level}`] : []),
  ]
  const { status, output } = ask('dpkg-deb', ['--root-owner-group', ...how, '--build', root, values.package])
  if (status !== 0) throw new Error(`dpkg-deb could not make the package: ${output.trim()}`)
}

const controlFile = (values, kilobytes) => {
  const [synopsis, ...more] = values.description.trim().split('\n')
  const fields = {
    Package: values.name,
    Version: values.version,
    Architecture: values.architecture,
    Maintainer: values.maintainer,
    'Installed-Size': kilobytes,
    Depends: values.depends.join(', '),
    Recommends: values['deb-recommends'].join(', '),
    Section: 'misc',
    Priority: values['deb-priority'],
    Description: [synopsis.trim(), ...more.map((line) => ` ${line.trim()}`)].join('\n'),
  }
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')
}
