import { z } from 'zod'
import type { Handlers } from '../../preload/contract.ts'
import type { Policy } from '../login/policy.ts'
import type { Sessions } from '../session/sessions.ts'
import { minutesOf, type Texts } from '../sms/template.ts'
import type { Store } from '../store/store.ts'
import { type Check, type Finding, found, type Saying } from './finding.ts'
import type { RehearsalClock } from './rehearsal-clock.ts'

/** The whole program on a database in memory, with an officer of its own and a gateway that keeps its messages. */
export type Stage = {
  handlers: Pick<Handlers, 'sendOtp' | 'verifyOtp' | 'session' | 'logout'>
  sessions: Pick<Sessions, 'token'>
  store: Pick<Store, 'session'>
  clock: RehearsalClock
  /** What the program should be like. */
  policy: Policy
  texts: Texts
  /** Every message so far, oldest first. */
  sent: () => string[]
  officer: { loginId: string; mobileNumber: string }
  stranger: { loginId: string; mobileNumber: string }
  close: () => Promise<void>
}

/** Plays a sign-in from the code to the log-out, and what must be refused on the way. Ends with the first surprise. */
export const rehearsalCheck = (open: () => Promise<Stage>): Check => ({
  id: 'login',
  run: async () => {
    const stage = await open()
    const findings: Finding[] = []
    const play: Play = { ...stage, id: '', code: '' }
    try {
      for (const { works, fails, act } of acts) {
        const answer = await act(play)
        findings.push(answer === undefined ? found('green', works) : found('red', fails, { answer }))
        if (answer !== undefined) break
      }
      return findings
    } finally {
      await stage.close()
    }
  },
})

/** With the challenge that was opened last, and its code. */
type Play = Stage & { id: string; code: string }

/** Answers what came instead of what was expected. */
type Act = { works: Saying; fails: Saying; act: (play: Play) => Promise<string | undefined> }

const acts: Act[] = [
  { works: 'login_sends.works', fails: 'login_sends.fails', act: (play) => getCode(play) },
  {
    works: 'login_limit.works',
    fails: 'login_limit.fails',
    act: async (play) => expected(await send(play, play.officer), 'too_many_requests'),
  },
  {
    works: 'login_wrong.works',
    fails: 'login_wrong.fails',
    act: async (play) => {
      const answer = await verify(play, other(play.code))
      if (answer.ok || answer.code !== 'wrong_otp') return said(answer)
      return answer.triesLeft === play.policy.code.tries - 1 ? undefined : `${answer.triesLeft} tries left`
    },
  },
  {
    works: 'login_signs_in.works',
    fails: 'login_signs_in.fails',
    act: async (play) => {
      const answer = await verify(play, play.code)
      if (!answer.ok) return said(answer)
      return answer.value.officer.loginId === play.officer.loginId && play.sessions.token() !== undefined
        ? undefined
        : 'another officer, or no token'
    },
  },
  {
    works: 'login_spent.works',
    fails: 'login_spent.fails',
    act: async (play) => expected(await verify(play, play.code), 'otp_expired'),
  },
  {
    works: 'login_logout.works',
    fails: 'login_logout.fails',
    act: async ({ handlers, sessions, store }) => {
      const sessionId = sessionIn(sessions.token() ?? '')
      if (sessionId === undefined) return 'a token without a session'
      const before = await store.session(sessionId)
      await handlers.logout(undefined)
      const [after, place] = [await store.session(sessionId), await handlers.session(undefined)]
      if (before.kind !== 'live') return 'no session before'
      return after.kind === 'over' && place.ok && place.value.session === undefined
        ? undefined
        : 'a live session'
    },
  },
  {
    works: 'login_expiry.works',
    fails: 'login_expiry.fails',
    act: async (play) => {
      await play.clock.pass(play.policy.send.perAccount.perMs)
      const answer = await getCode(play)
      if (answer !== undefined) return answer
      await play.clock.pass(play.policy.code.lifeMs)
      return expected(await verify(play, play.code), 'otp_expired')
    },
  },
  {
    works: 'login_lock.works',
    fails: 'login_lock.fails',
    act: async (play) => {
      const { policy, clock } = play
      await clock.pass(Math.max(policy.send.firstWaitMs, policy.send.perAccount.perMs))
      const answer = await getCode(play)
      if (answer !== undefined) return answer
      for (let tries = 1; tries < policy.lock.afterWrong; tries += 1)
        await verify(play, other(play.code, tries))
      const last = await verify(play, other(play.code, policy.lock.afterWrong))
      if (last.ok || last.code !== 'locked' || last.retryInMs !== policy.lock.firstMs) return said(last)
      return expected(await verify(play, play.code), 'locked')
    },
  },
  {
    works: 'login_stranger.works',
    fails: 'login_stranger.fails',
    act: async (play) => {
      const before = play.sent().length
      const answer = await send(play, play.stranger)
      await play.clock.pass(play.policy.send.beatMs)
      if (!answer.ok) return said(answer)
      return play.sent().length === before ? undefined : 'an SMS'
    },
  },
]

/** Asks for a code and takes it out of the message, as its text was configured. */
const getCode = async (play: Play): Promise<string | undefined> => {
  const before = play.sent().length
  const answer = await send(play, play.officer)
  if (!answer.ok) return said(answer)
  const [text, more] = play.sent().slice(before)
  if (text === undefined || more !== undefined) return text === undefined ? 'no SMS' : 'two SMS'
  const { tag, challengeId } = answer.value
  const minutes = minutesOf(play.policy.code.lifeMs)
  const [head = '', tail = ''] = play.texts.render({ otp: '\0', tag, minutes }).split('\0')
  const code = text.slice(head.length, text.length - tail.length)
  if (!text.startsWith(head) || !text.endsWith(tail) || !/^\d{6}$/.test(code)) return 'another text'
  play.id = challengeId
  play.code = code
  return undefined
}

/** The answer waits for a moment on the clock, which somebody must move. */
const send = async ({ handlers, clock, policy }: Play, who: Stage['officer']) => {
  const answer = Promise.resolve(handlers.sendOtp(who))
  await clock.pass(policy.send.replyFloorMs)
  return answer
}

const verify = async ({ handlers, id }: Play, otp: string) => handlers.verifyOtp({ challengeId: id, otp })

type Answered = { ok: true } | { ok: false; code: string }

const expected = (answer: Answered, code: string) =>
  !answer.ok && answer.code === code ? undefined : said(answer)

/** In a word: never what was in the message. */
const said = (answer: Answered) => (answer.ok ? 'yes' : answer.code)

const other = (code: string, by = 1) => String((Number(code) + by) % 1_000_000).padStart(code.length, '0')

const sessionIn = (token: string): string | undefined => {
  const [, body = ''] = token.split('.')
  const payload: unknown = JSON.parse(Buffer.from(body, 'base64url').toString() || '{}')
  return payloadForm.safeParse(payload).data?.jti
}

const payloadForm = z.object({ jti: z.string() })
