import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import type { Launch } from '../../scripts/launch.mjs'
import { connect, type Session } from './devtools.ts'

const patienceMs = 60_000

export type Run = {
  pid: number
  /** From the start of the process to the moment when what was looked for had been painted, in milliseconds. */
  usableMs: number
  /** Proportional memory (PSS) of all its processes, in bytes. */
  memory: () => number
  evaluate: Session['evaluate']
  end: () => Promise<void>
}

/**
 * Starts a program of Electron and waits until its page shows what the selector finds, `count` times. The page itself reads
 * the time, two frames later: the first was drawn with it, and the second begins when that one is done. Looking costs every
 * program the same: the page is held for a moment before it begins, so that the look-out is there first.
 */
export const startElectron = async (
  { executablePath, args, env }: Launch,
  shows: { selector: string; count: number },
): Promise<Run> => {
  const startedAt = performance.timeOrigin + performance.now()
  // By itself a process that root starts gets no sandbox from Chromium; `launch` has seen to that.
  const child = spawn(executablePath, ['--remote-debugging-port=0', ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<void>((done) => child.once('exit', () => done()))
  try {
    const session = await connect(await addressOf(child))
    const usableAt = await session.usableAt(lookOut(shows))
    return {
      pid: child.pid ?? 0,
      usableMs: usableAt - startedAt,
      memory: () => treeOf(child.pid ?? 0).reduce((sum, pid) => sum + pssOf(pid), 0),
      evaluate: session.evaluate,
      end: async () => {
        session.close()
        child.kill('SIGTERM')
        await ended
      },
    }
  } catch (cause) {
    child.kill('SIGKILL')
    throw cause
  }
}

const addressOf = (child: ChildProcess) =>
  new Promise<string>((answer, fail) => {
    let said = ''
    const timer = setTimeout(() => fail(new Error(`Electron did not start:\n${said}`)), patienceMs)
    child.once('exit', () => fail(new Error(`Electron ended:\n${said}`)))
    child.stderr?.on('data', (bytes: Buffer) => {
      said += bytes
      const address = /DevTools listening on (ws:\S+)/.exec(said)?.[1]
      if (!address) return
      clearTimeout(timer)
      answer(address)
    })
  })

/** Runs in the page before anything of its own. `told` is the binding that hears of it. */
const lookOut = ({ selector, count }: { selector: string; count: number }) => `
(() => {
  const look = () => {
    if (document.querySelectorAll(${JSON.stringify(selector)}).length < ${count}) return
    observer.disconnect()
    requestAnimationFrame(() =>
      requestAnimationFrame(() => told(String(performance.timeOrigin + performance.now()))))
  }
  const observer = new MutationObserver(look)
  observer.observe(document, { subtree: true, childList: true, attributes: true })
  look()
})()`

const treeOf = (root: number): number[] => {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((pid): [number, number][] => {
        const parent = /^\d+ \(.*\) \S (\d+)/s.exec(readOr(`/proc/${pid}/stat`))?.[1]
        return parent === undefined ? [] : [[Number(pid), Number(parent)]]
      }),
  )
  const children = (of: number): number[] =>
    [...parents].filter(([, parent]) => parent === of).flatMap(([pid]) => [pid, ...children(pid)])
  return [root, ...children(root)]
}

const pssOf = (pid: number) =>
  Number(/^Pss:\s+(\d+) kB/m.exec(readOr(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024

/** A process may have ended since it was listed. */
const readOr = (file: string) => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
