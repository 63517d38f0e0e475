import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { inProject } from '../project.mjs'
import { ask } from '../run.mjs'
import { flavours } from './flavours.mjs'

// Windows knows a product by its upgrade code for ever: never change one.
const codes = {
  release: {
    UpgradeCode: '6f0f2f0c-5d0b-4b0e-9f57-1a6d3f4f8a01',
    AtLoginGuid: '6f0f2f0c-5d0b-4b0e-9f57-1a6d3f4f8a02',
    MenuEntryGuid: '6f0f2f0c-5d0b-4b0e-9f57-1a6d3f4f8a03',
  },
  test: {
    UpgradeCode: 'b3a1d7e2-8c44-4a5e-8f0b-7e2c90d51e01',
    AtLoginGuid: 'b3a1d7e2-8c44-4a5e-8f0b-7e2c90d51e02',
    MenuEntryGuid: 'b3a1d7e2-8c44-4a5e-8f0b-7e2c90d51e03',
  },
}

/** Makes the MSI of the folder `win-unpacked` in `out`, with Debian's msitools; Windows is not needed. */
export const buildMsi = ({ flavour, out }) => {
  const { suffix, productName, title } = flavours[flavour]
  const { version } = JSON.parse(readFileSync(inProject('package.json'), 'utf8'))
  const source = join(out, 'win-unpacked')
  const msi = join(out, `tor-unveil-login${suffix}-${version}-win-x64.msi`)
  const work = mkdtempSync(join(tmpdir(), 'msi-'))
  try {
    const files = join(work, 'files.wxs')
    writeFileSync(files, listFiles(source))
    const variables = {
      ...codes[flavour],
      // wixl takes relative paths only.
      SourceDir: relative(work, source),
      Win64: 'yes',
      Title: title,
      ProductName: productName,
      Version: version,
      NextVersion: version.replace(/\d+$/, (last) => String(Number(last) + 1)),
      IconFile: relative(work, inProject('assets', 'icon.ico')),
    }
    const defined = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
    const product = inProject('assets', 'packaging', 'windows', 'product.wxs')
    run('wixl', ['-a', 'x64', ...defined, '-o', msi, product, files], { cwd: work })
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  console.log(`Built ${msi}.`)
}

const listFiles = (source) => {
  const names = globSync('**/*', { cwd: source, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const how = [
    '-p',
    `${source}/`,
    '--component-group',
    'Files',
    '--var',
    'var.SourceDir',
    '--directory-ref',
    'INSTALLDIR',
    '--win64',
  ]
  return run('wixl-heat', how, { input: `${names.join('\n')}\n` })
}

const run = (program, args, options) => {
  const { status, stdout, output } = ask(program, args, options)
  if (status !== 0)
    throw new Error(
      `${program} could not make the MSI (Debian's packages wixl and msitools have it): ${output.trim()}`,
    )
  return stdout
}
