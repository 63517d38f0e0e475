import { readFile } from 'node:fs/promises'
import { isSigned, publicKeyMark } from '../ledger/signing.ts'
import { signatureFile } from './export-ledger.ts'
import type { ExitCode, TaskDeps } from './run-task.ts'

/** `--verify-export FILE --key PUBLIC.pem`: whether an export is the one that a terminal signed. Needs nothing of a terminal. */
export const verifyExportTask = async (
  { file, key }: { file: string; key: string },
  { print }: Pick<TaskDeps, 'print'>,
): Promise<ExitCode> => {
  const names = [file, signatureFile(file), key]
  const contents = await Promise.all(names.map((name) => readFile(name).catch(() => undefined)))
  const [bytes, signature, publicKey] = contents
  if (!bytes || !signature || !publicKey) {
    const unread = names.filter((_name, index) => !contents[index])
    print(`${unread.join(', ')} cannot be read. An export and its signature lie side by side.`)
    return 1
  }
  const mark = publicKeyMark(publicKey.toString())
  if (mark === undefined) {
    print(`${key} is not a public key that --export-public-key wrote.`)
    return 1
  }
  if (!isSigned(bytes, signature, publicKey.toString())) {
    print(`${file} is NOT what the terminal with the public key ${mark} signed.`)
    return 1
  }
  print(`${file} is what the terminal with the public key ${mark} signed.`)
  print('Compare the mark with the one that --export-public-key printed at the terminal.')
  return 0
}
