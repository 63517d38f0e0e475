import { globSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { run } from './run.ts'

/** What the kernel says of the processes that draw the page of the program `root`. */
export const renderersBelow = (root: number) =>
  processesBelow(root)
    .filter((pid) => read(`/proc/${pid}/cmdline`).includes('--type=renderer'))
    .map((pid) => ({
      filtersCalls: /^Seccomp:\s+2$/m.test(read(`/proc/${pid}/status`)),
      ownNetwork: link(`/proc/${pid}/ns/net`) !== link('/proc/self/ns/net'),
      switchedOff: read(`/proc/${pid}/cmdline`).includes('--no-sandbox'),
    }))

/** How many TCP ports the program `root` listens on. */
export const portsOf = (root: number): number => {
  const listening = ['tcp', 'tcp6'].flatMap((kind) =>
    read(`/proc/net/${kind}`)
      .split('\n')
      .map((row) => row.trim().split(/\s+/))
      .filter((row) => row[3] === '0A')
      .map((row) => `socket:[${row[9]}]`),
  )
  const open = processesBelow(root).flatMap((pid) => globSync(`/proc/${pid}/fd/*`).map(link))
  return open.filter((name) => listening.includes(name)).length
}

/** The titles of the windows on the virtual display. */
export const titlesOnDisplay = (): string[] =>
  [...run('xwininfo', ['-root', '-tree']).matchAll(/^\s+0x\w+ "(.*)": \(/gm)].map(([, title]) => title ?? '')

const processesBelow = (root: number) => {
  const all = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  const parents = new Map(
    all.map((pid) => [pid, /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1] ?? '']),
  )
  const isBelow = (pid: string): boolean =>
    pid === String(root) || (parents.has(pid) && isBelow(parents.get(pid) ?? ''))
  return all.filter(isBelow)
}

// A process may end while it is looked at.
const read = (file: string) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
const link = (file: string) => {
  try {
    return readlinkSync(file)
  } catch {
    return ''
  }
}
