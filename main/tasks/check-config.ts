import { type CheckedFile, checkFile } from '../check-file.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--check-config FILE`: every mistake of a configuration file. Needs nothing of a terminal. */
export const checkConfigTask = ({ file }: { file: string }, { print }: Pick<TaskDeps, 'print'>): ExitCode => {
  const checked = checkFile(file)
  for (const line of describeCheck(checked)) print(line)
  const { length } = checked.mistakes
  print(length === 0 ? `${file} has no mistakes.` : `Mistakes in ${file}: ${length}.`)
  return length === 0 ? 0 : 1
}

export const describeCheck = ({ mistakes, toSeal, warnings }: CheckedFile): string[] => [
  ...mistakes.map((text) => `mistake: ${text}`),
  ...warnings.map((text) => `warning: ${text}`),
  ...toSeal.map((text) => `to be sealed at each terminal: ${text}`),
]
