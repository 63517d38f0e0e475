import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** Tells this start of the operating system from every other one; '' where the system does not say. */
export const bootId = (): string => {
  switch (process.platform) {
    case 'linux':
      return read('/proc/sys/kernel/random/boot_id')
    case 'win32':
      return registry(
        'HKLM\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\Memory Management\\PrefetchParameters',
        'BootId',
      )
    case 'darwin':
      return run('/usr/sbin/sysctl', ['-n', 'kern.bootsessionuuid'])
    default:
      return ''
  }
}

/** Tells this computer from a clone of its disk, as well as the operating system knows; '' where it does not say. */
export const machineId = (): string => {
  switch (process.platform) {
    case 'linux':
      return read('/etc/machine-id')
    case 'win32':
      return registry('HKLM\\SOFTWARE\\Microsoft\\Cryptography', 'MachineGuid')
    case 'darwin':
      return (
        run('/usr/sbin/ioreg', ['-rd1', '-c', 'IOPlatformExpertDevice']).match(
          /"IOPlatformUUID" = "(.+?)"/,
        )?.[1] ?? ''
      )
    default:
      return ''
  }
}

const read = (file: string) => {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch {
    return ''
  }
}

const run = (command: string, args: string[]) => {
  try {
    return execFileSync(command, args, {
      encoding: 'utf8',
      timeout: 3000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}

const registry = (key: string, name: string) =>
  run('C:\\Windows\\System32\\reg.exe', ['query', key, '/v', name]).match(/REG_\w+\s+(\S+)/)?.[1] ?? ''
