import type { administration } from '../../preload/administration.ts'
import type { Handlers, Notice } from '../../preload/contract.ts'
import type { Clock } from '../clock.ts'
import type { Head } from '../ledger/head.ts'
import type { Policy } from '../login/policy.ts'
import { createMakeRescue } from '../login/rescue.ts'
import type { Send } from '../login/send.ts'
import { createSetUp } from '../login/set-up.ts'
import type { Confirm } from '../login/verify.ts'
import type { Roster } from '../roster/roster.ts'
import type { Sessions } from '../session/sessions.ts'
import type { Store } from '../store/store.ts'
import type { Vault } from '../vault/vault.ts'
import { createActing } from './acting.ts'
import type { ChildTask } from './child-task.ts'
import { createLedgerCalls } from './ledger.ts'
import { createLedgerFileCalls } from './ledger-file.ts'
import { createLongWork, type FileQuestions } from './long-work.ts'
import { createOfficerCalls } from './officers.ts'
import { createRosterFileCalls } from './roster-file.ts'
import { createSelfTestCall } from './self-test.ts'
import { createSessionCalls } from './sessions.ts'

export type Administration = Pick<Handlers, keyof typeof administration>

/** What each call of an administrator does, and the first-run screen, in terms of the rooms. */
export const createAdministration = ({
  store,
  vault,
  roster,
  sessions,
  clock,
  policy,
  send,
  confirm,
  head,
  childTask,
  questions,
  home,
  notify,
}: {
  store: Store
  vault: Vault
  roster: Roster
  sessions: Pick<Sessions, 'current' | 'token'>
  clock: Clock
  policy: Policy
  send: Send
  confirm: Confirm
  head: Pick<Head, 'state' | 'accept'>
  childTask: ChildTask
  questions: FileQuestions
  home: string
  notify: (notice: Notice) => void
}): Administration => {
  const acting = createActing(sessions)
  const work = createLongWork({ store, childTask, questions, home, notify })
  const makeRescue = createMakeRescue({ store, vault, roster, policy: policy.rescue })
  const setUp = createSetUp({ store, vault, roster, policy: policy.setUp })
  return {
    ...createOfficerCalls({ acting, store, vault, roster, send, confirm, makeRescue }),
    ...createSessionCalls({ acting, store }),
    ...createLedgerCalls({ acting, store }),
    ...createLedgerFileCalls({ acting, work }),
    ...createRosterFileCalls({ acting, store, clock, work, questions }),
    ...createSelfTestCall({ acting, work }),
    acceptLedger: acting(async (_input, actor) => {
      if (head.state() === 'behind') {
        await store.note({ event: 'ledger_accept', actor, subject: 'ledger', outcome: 'accepted' })
        await head.accept()
        notify({ kind: 'about_changed' })
      }
      return { ok: true, value: null }
    }),
    setUp: async (input) => {
      const answer = await setUp(input)
      // Whoever hears that it is over has asked from a screen that should be gone.
      if (answer.ok || answer.code === 'set_up_over') notify({ kind: 'about_changed' })
      return answer
    },
  }
}
