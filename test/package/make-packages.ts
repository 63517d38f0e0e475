import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { run } from './run.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of the test packages, and in `unofficial` the release that nobody installs. */
    packages: string
  }
}

/** Makes what all of these tests look at, once, and only where it can be made. */
export default ({ provide }: TestProject) => {
  const packages = mkdtempSync(join(tmpdir(), 'tor-unveil-packages-'))
  // The accounts of the tests run what is in there.
  chmodSync(packages, 0o755)
  provide('packages', packages)
  if (process.platform === 'linux') {
    const cwd = join(import.meta.dirname, '..', '..')
    const script = join('scripts', 'packaging', 'package.mjs')
    const options = { cwd, env: { ...process.env, ELECTRON_BUILDER_COMPRESSION_LEVEL: '1' } }
    run(process.execPath, [script, 'deb', 'msi', '--test', '--out', packages], options)
    run(process.execPath, [script, 'linux', '--unofficial', '--out', join(packages, 'unofficial')], options)
  }
  return () => rmSync(packages, { recursive: true, force: true })
}
