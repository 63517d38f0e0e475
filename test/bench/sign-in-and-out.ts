import { officer } from '../simulate/people.ts'
import type { BenchStation } from './bench-station.ts'

/** Lets officers sign in at one terminal, through its door; answers how long a verify took, in milliseconds. */
export const signInAndStay = (bench: BenchStation, officers: number) => async (turn: number) => {
  const who = officer((turn % officers) + 1)
  const sent = await bench.call('sendOtp', who)
  if (!sent.ok) throw new Error(`The send was refused: ${sent.code}.`)
  const otp = await bench.codeFor(who.mobileNumber)
  const startedAt = performance.now()
  const verified = await bench.call('verifyOtp', { challengeId: sent.value.challengeId, otp })
  const verifyMs = performance.now() - startedAt
  if (!verified.ok) throw new Error(`The verify was refused: ${verified.code}.`)
  return verifyMs
}

/** The same, and each looks at his session and leaves. */
export const signInAndOut = (bench: BenchStation, officers: number) => {
  const signIn = signInAndStay(bench, officers)
  return async (turn: number) => {
    const verifyMs = await signIn(turn)
    const found = await bench.call('session')
    if (!found.ok || !found.value.session) throw new Error('The session is not there.')
    await bench.call('logout')
    return verifyMs
  }
}
