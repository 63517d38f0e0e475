import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import type { Task } from '../tasks/task.ts'
import { writeWhole } from '../write-whole.ts'
import { inboxFiles } from './inbox.ts'

/** A task that brings a file which only the terminal's account can use. */
export type Delivery = Extract<Task, { name: 'apply-kit' | 'put-secrets' }>

export const isDelivery = (task: Task): task is Delivery =>
  task.name === 'apply-kit' || task.name === 'put-secrets'

/** Windows runs policies and services as SYSTEM, whose profile lies there in every language. */
export const isSystem = (
  { homedir }: { homedir: string } = userInfo(),
  platform: string = process.platform,
): boolean => platform === 'win32' && /\\config\\systemprofile$/i.test(homedir)

/**
 * Lays the file down for the next start of the program under the terminal's account. Answers why not, or nothing where it
 * lies there. `guard` keeps everybody else out of the folder, before anything lies in it.
 */
export const deliver = ({
  task,
  account,
  inbox,
  guard = guardOnWindows,
}: {
  task: Delivery
  account: string | undefined
  inbox: string
  guard?: (folder: string, account: string) => void
}): string | undefined => {
  if (account === undefined) {
    return 'the configuration file of this machine names no account that the terminal runs under (account)'
  }
  if (task.name === 'apply-kit' && task.preview) return "--preview works under the terminal's account only"
  try {
    const contents = readFileSync(task.file, 'utf8')
    mkdirSync(inbox, { recursive: true })
    guard(inbox, account)
    writeWhole(join(inbox, task.name === 'apply-kit' ? inboxFiles.kit : inboxFiles.secrets), contents)
    return undefined
  } catch (cause) {
    return cause instanceof Error && 'code' in cause ? `${task.file}, ${inbox}: ${cause.code}` : String(cause)
  }
}

/** What whoever brought it is told. The inbox has a copy: what he brought is his, and still in the clear. */
export const delivered = ({ file }: Pick<Delivery, 'file'>): string =>
  `${file} is applied when the program starts under the terminal's account. ${file} itself stays here: delete it.`

/** SYSTEM and administrators by the numbers that they have in every language. */
const guardOnWindows = (folder: string, account: string) => {
  const rights = ['*S-1-5-18:(OI)(CI)F', '*S-1-5-32-544:(OI)(CI)F', `${account}:(OI)(CI)M`]
  const grants = rights.flatMap((right) => ['/grant:r', right])
  execFileSync('C:\\Windows\\System32\\icacls.exe', [folder, '/inheritance:r', ...grants], {
    stdio: 'ignore',
  })
}
