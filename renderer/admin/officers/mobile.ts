import type { Answer } from '../../../preload/contract.ts'
import { isOver } from '../../login/code-state.ts'
import { keepState } from '../../state/kept-state.ts'
import type { Surroundings } from '../../state/use-kept.ts'
import { answerOf } from '../../station.ts'
import { type MobileChange, type MobileEvent, mobileStep, noChange } from './mobile-state.ts'

const pollMs = 700

type Change = (confirmed: {
  mobileNumber: string
  challengeId: string
  otp: string
}) => Promise<Answer<'changeMobile'>>

/** Changes a mobile number, after the administrator has shown by a code that it is he who sits there. */
export const createMobileChange = ({ station, now }: Surroundings, change: Change) => {
  const { state, subscribe, tell } = keepState<MobileChange, MobileEvent>({
    first: noChange,
    reduce: mobileStep,
  })
  let timer: ReturnType<typeof setTimeout> | undefined

  const watchDelivery = async () => {
    const { code } = state()
    if (code?.delivery !== 'sending' || isOver(code, now())) return
    const { challengeId } = code
    const answer = await answerOf(station.delivery({ challengeId }))
    if (answer.ok) tell({ kind: 'delivery_answered', challengeId, delivery: answer.value, now: now() })
    clearTimeout(timer)
    timer = setTimeout(watchDelivery, pollMs)
  }

  return {
    state,
    subscribe,
    typeNumber: (number: string) => void tell({ kind: 'number_typed', number }),
    typeCode: (text: string) => void tell({ kind: 'code_typed', text }),
    pasteCode: (text: string) => void tell({ kind: 'code_pasted', text }),
    askForCode: async () => {
      if (!tell({ kind: 'code_asked', now: now() })) return
      const { asking, code } = state()
      if (!asking && code?.pending?.call !== 'send') return
      const answer = await answerOf(station.askConfirmation())
      tell({ kind: 'code_answered', answer, now: now() })
      if (answer.ok) await watchDelivery()
    },
    /** Answers whether the number is changed. */
    change: async (): Promise<boolean> => {
      if (!tell({ kind: 'change_asked', now: now() })) return false
      const { code, number } = state()
      if (code?.pending?.call !== 'verify') return false
      const { challengeId, otp } = code
      const answer = await change({ mobileNumber: number, challengeId, otp })
      tell({ kind: 'change_answered', answer, now: now() })
      return answer.ok
    },
    leave: () => clearTimeout(timer),
  }
}
