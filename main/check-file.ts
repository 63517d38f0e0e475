import { checkConfig } from './check-station.ts'
import { readConfig } from './config/read-config.ts'
import { type Config, configSchema } from './config/schema.ts'
import { readSettings } from './config/settings.ts'
import { Problem } from './problem.ts'

export type CheckedFile = {
  mistakes: string[]
  /** What must still be sealed on each terminal. */
  toSeal: string[]
  warnings: string[]
}

/** Everything that an installed program would find in a configuration file, on a computer that need not be a terminal. */
export const checkFile = (file: string): CheckedFile => {
  try {
    const { config } = readConfig({ file, required: true, development: false, environment: {} })
    return judge(config)
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause
    // The first line names the file.
    const [name = '', ...mistakes] = cause.details
    return {
      mistakes: mistakes.length === 0 ? [name] : [...mistakes, ...texts(file)],
      toSeal: [],
      warnings: [],
    }
  }
}

const judge = (config: Config): CheckedFile => {
  // The file of a machine that takes kits need not say what they bring.
  const { sms } = config
  const kitBrings = config.kit.publicKey !== undefined && sms.gateways.length === 0
  const whole: Config = kitBrings
    ? { ...config, sms: { ...sms, gateways: ['local'], allowLocal: true } }
    : config
  const { lacks, warnings } = checkConfig({ config: whole, secretOf: () => undefined, development: false })
  return {
    mistakes: lacks.filter(({ secret }) => !secret).map(({ text }) => text),
    toSeal: lacks.filter(({ secret }) => secret).map(({ text }) => text),
    warnings,
  }
}

/** Also where another part has mistakes of form: whoever corrects them wants to see all. */
const texts = (file: string): string[] => {
  const alone = configSchema.safeParse({ sms: readSettings(file)?.sms })
  return alone.success ? judge(alone.data).mistakes : []
}
