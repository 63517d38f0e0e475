import packageFile from '../package.json' with { type: 'json' }
import { compose, type Station } from './compose.ts'
import { createHead } from './ledger/head.ts'
import type { Policy } from './login/policy.ts'
import { importRoster } from './roster/import-roster.ts'
import { createRoster } from './roster/roster.ts'
import type { Stage } from './self-test/rehearsal.ts'
import { createRehearsalClock } from './self-test/rehearsal-clock.ts'
import { createTokens } from './session/tokens.ts'
import { createTexts } from './sms/template.ts'
import { openInMemory } from './store/sqlite/database.ts'
import { createSqliteRecords } from './store/sqlite/records.ts'
import { createSqliteStore } from './store/sqlite/sqlite-store.ts'

// On no roster but that of the rehearsal.
const officer = { loginId: 'self-test', mobileNumber: '9999999999' }
const stranger = { loginId: 'self-test-stranger', mobileNumber: '9999999998' }

/**
 * The rules of this terminal with its own keys, on a database that nobody else sees. `policy` is what the program should
 * be like, `rules` what it is.
 */
export const openStage = async ({
  station: { config, keys, signer, log, ...station },
  policy,
  rules = policy,
}: {
  station: Station
  policy: Policy
  rules?: Policy
}): Promise<Stage> => {
  const clock = createRehearsalClock(station.clock)
  const { terminal, vault } = keys
  const db = openInMemory()
  const records = createSqliteRecords({ db, clock, vault, terminal })
  const store = createSqliteStore({ db, clock, terminal, place: 'self-test', records })
  const roster = createRoster({ store, vault })
  let headText: string | undefined
  const file = {
    read: () => headText,
    write: (text: string) => {
      headText = text
    },
  }
  const head = await createHead({ file, vault, records, genuine: signer.isGenuine, clock, log })
  const { algorithm, audience } = config.token
  const tokens = createTokens({ algorithm, audience, issuer: config.installation, keys, clock })
  const text = `login_id,name,rank,station,mobile,role\n${officer.loginId},Self-test,-,-,${officer.mobileNumber},officer\n`
  await importRoster({ text, source: 'terminal', store, roster, progress: () => undefined })
  const messages: string[] = []
  const { handlers, sessions, close } = await compose({
    station: {
      ...station,
      config,
      keys,
      signer,
      log,
      vault,
      clock,
      store,
      records,
      chain: records.chain,
      head,
      roster,
      tokens,
    },
    policy: rules,
    gateways: [
      {
        name: 'self-test',
        send: async (message) => {
          messages.push(message.text)
          return { kind: 'accepted', reference: String(messages.length) }
        },
      },
    ],
    idleForMs: () => 0,
    notify: () => undefined,
    closeWindow: () => undefined,
    about: { installation: config.installation, version: packageFile.version, warnings: [], kiosk: false },
    questions: { chooseFile: async () => undefined, saveFile: async () => undefined },
    childProgram: { file: process.execPath, args: [], env: () => ({}) },
    sinceBootMs: clock.uptimeMs,
  })
  const texts = createTexts(config.sms)
  const stage = { handlers, sessions, store, clock, policy, texts, officer, stranger, close }
  return { ...stage, sent: () => messages }
}
