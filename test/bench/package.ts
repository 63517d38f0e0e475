// What of a package is the program, and what is Electron's.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { notRun, report, runPart, verdict } from './report.ts'

const goalMb = 8
const packages = join(import.meta.dirname, '../../packages')
const flavours = ['release', 'test', 'unofficial']

/** Bytes of a gzipped archive of some things in a folder. */
const compressed = (folder: string, what: string[], without: string[] = []) => {
  const leftOut = without.map((name) => `--exclude=./${name}`)
  const command = [
    'tar',
    '--sort=name',
    '--owner=0',
    '--group=0',
    '-cf',
    '-',
    ...leftOut,
    '-C',
    folder,
    ...what,
  ]
  const { stdout, status } = spawnSync('sh', ['-c', '"$@" | gzip -6 | wc -c', 'sh', ...command], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`${folder} could not be compressed.`)
  return Number(stdout)
}

/** The program's own part of an unpacked package. */
const own = ['resources/app.asar', 'resources/app.asar.unpacked', 'THIRD-PARTY-NOTICES.txt']

const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(2)} MB`

await runPart(async () => {
  const flavour = flavours.find((name) => existsSync(join(packages, name, 'linux-unpacked')))
  if (!flavour) return notRun('package', 'there is no package here; `npm run package` makes them.')
  const unpacked = join(packages, flavour, 'linux-unpacked')
  const parts = own.filter((name) => existsSync(join(unpacked, name)))
  const application = compressed(unpacked, parts)
  const [whole, bare] = [compressed(unpacked, ['.']), compressed(unpacked, ['.'], parts)]
  const installers = readdirSync(join(packages, flavour)).filter((name) =>
    /\.(deb|msi|zip|tar\.gz)$/.test(name),
  )
  report('package', {
    done: `The package in packages/${flavour}, compressed by gzip.`,
    columns: ['', 'size'],
    rows: [
      ['the application by itself', mb(application)],
      ['with Electron', mb(whole)],
      ['a bare Electron, packed the same way', mb(bare)],
      [
        'the one over the other',
        `${mb(whole - bare)}; goal: under ${goalMb} MB (${verdict(whole - bare < goalMb * 1024 * 1024)})`,
      ],
      ...installers.map((name) => [`\`${name}\` as it is`, mb(statSync(join(packages, flavour, name)).size)]),
    ],
  })
})
