import type { AdministrationCall } from '../../preload/administration.ts'
import type { Notice, Station } from '../../preload/contract.ts'
import { keepState } from '../state/kept-state.ts'
import { answerOf } from '../station.ts'
import { watchAbandoned } from './abandoned.ts'
import { codeLength } from './code-from-text.ts'
import { isOver } from './code-state.ts'
import { reduce } from './login-state.ts'
import { type Details, type Event, type State, starting } from './states.ts'

export type Login = ReturnType<typeof createLogin>

const pollMs = 700
const lookAgainMs = 2000

/** What the road needs of the other side: nothing that only administrators may call. */
export type RoadStation = Omit<Station, AdministrationCall>

/** Turns what the officer does into calls, and their answers into states. `now`: the window's clock in milliseconds. */
export const createLogin = ({ station, now }: { station: RoadStation; now: () => number }) => {
  const { state: place, subscribe, tell } = keepState<State, Event>({ first: starting, reduce })
  const abandoned = watchAbandoned({
    ...{ place, now },
    forget: () => void tell({ kind: 'abandoned', now: now() }),
  })
  let running = false
  let timer: ReturnType<typeof setTimeout> | undefined

  const later = (task: () => Promise<void>, ms: number) => {
    clearTimeout(timer)
    if (running) timer = setTimeout(task, ms)
  }

  const findPlace = async () => {
    tell({ kind: 'placed', answer: await answerOf(station.session()), now: now() })
    if (place().at === 'starting') later(findPlace, lookAgainMs)
    if (place().at === 'code') await watchDelivery()
  }

  const watchDelivery = async () => {
    const state = place()
    if (state.at !== 'code' || state.delivery !== 'sending' || isOver(state, now())) return
    const { challengeId } = state
    const answer = await answerOf(station.delivery({ challengeId }))
    if (answer.ok) tell({ kind: 'delivery_answered', challengeId, delivery: answer.value, now: now() })
    later(watchDelivery, pollMs)
  }

  const send = async () => {
    if (!tell({ kind: 'send_asked', now: now() })) return
    const state = place()
    if (state.at !== 'credentials' && state.at !== 'code') return
    const answer = await answerOf(station.sendOtp({ ...state.details }))
    tell({ kind: 'send_answered', answer, now: now() })
    if (answer.ok) await watchDelivery()
  }

  const verify = async () => {
    if (!tell({ kind: 'verify_asked', now: now() })) return
    const state = place()
    if (state.at !== 'code') return
    const { challengeId, otp } = state
    tell({
      kind: 'verify_answered',
      answer: await answerOf(station.verifyOtp({ challengeId, otp })),
      now: now(),
    })
  }

  /** The sixth digit submits, whether it was typed, pasted or filled in. */
  const enterCode = async (event: Event) => {
    const typed = tell(event)
    const state = place()
    if (typed && state.at === 'code' && state.otp.length === codeLength) await verify()
  }

  const logOut = async () => {
    if (!tell({ kind: 'logout_asked' })) return
    tell({ kind: 'logout_answered', answer: await answerOf(station.logout()), now: now() })
  }

  const closeWindow = async () => {
    tell({ kind: 'close_answered', answer: await answerOf(station.closeWindow()), now: now() })
  }

  const hear = (notice: Notice) => {
    const { at } = place()
    const signedIn = at === 'session' || at === 'confirmation'
    // No session to lose on this screen, so there is nothing to ask.
    if (notice.kind === 'close_asked' && !signedIn) void closeWindow()
    else tell({ kind: 'noticed', notice, now: now() })
  }

  return {
    state: place,
    subscribe,
    /** Finds out which screen it was and listens; the returned function stops both. */
    start: () => {
      running = true
      const ends = [station.onNotice(hear), subscribe(abandoned.stir), abandoned.stop]
      void findPlace()
      return () => {
        running = false
        clearTimeout(timer)
        for (const end of ends) end()
      }
    },
    findPlace,
    /** Somebody is there: a key, a press, the wheel, whatever it was for. */
    stir: abandoned.stir,
    type: (details: Partial<Details>) => void tell({ kind: 'typed', details }),
    send,
    typeCode: (text: string) => enterCode({ kind: 'code_typed', text }),
    pasteCode: (text: string) => enterCode({ kind: 'code_pasted', text }),
    verify,
    changeDetails: () => void tell({ kind: 'details_wanted' }),
    /** The first administrator has just enrolled himself, and signs in now. */
    welcome: () => void tell({ kind: 'enrolled' }),
    /** The first-run screen has gone: somebody is on the roster. */
    leaveSetUp: () => void tell({ kind: 'set_up_over' }),
    proceed: () => void tell({ kind: 'continued' }),
    logOut,
    stay: async () => {
      tell({ kind: 'stay_answered', answer: await answerOf(station.stay()), now: now() })
    },
    declineClose: () => void tell({ kind: 'close_declined' }),
    closeWindow,
  }
}
