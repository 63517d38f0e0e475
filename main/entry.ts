import { app } from 'electron'
import { readArguments } from './arguments.ts'
import { exitConfig, exitUsage } from './exit-codes.ts'
import { flavour } from './flavour.ts'

// Before anything else is loaded, made or opened: what is refused leaves no trace. With the rest in memory the way out of
// Electron ends in an abort now and then, instead of the exit code, as threads still start.
const refuse = (reason: string) => {
  process.stderr.write(`${reason}\n`)
  app.exit(flavour === 'development' ? exitUsage : exitConfig)
}

const given = readArguments(process.argv.slice(1), flavour === 'release')
if ('refused' in given) refuse(given.refused)
else if (flavour !== 'development' && process.getuid?.() === 0)
  refuse('the program does not run as root: its data belong to one account')
else await import('./index.ts')
