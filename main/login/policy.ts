import type { Config } from '../config/schema.ts'

/** All numbers of the login. Times in milliseconds. */
export type Policy = {
  code: { lifeMs: number; tries: number }
  /** A code that an administrator makes for an officer whom no SMS reaches. */
  rescue: { lifeMs: number }
  /** The code of the first-run screen. */
  setUp: { lifeMs: number; tries: number }
  lock: {
    /** Wrong tries in a row, over all codes, that lock an officer's number at this terminal. */
    afterWrong: number
    firstMs: number
    longestMs: number
    wrongPerDay: number
    dayMs: number
  }
  send: {
    firstWaitMs: number
    longestWaitMs: number
    /** Most sends in a span, each kind counted on its own. */
    perAccount: Limit
    unverifiedPerTerminal: Limit
    /** Of all sends, refused ones too, which are given back elsewhere: a dead gateway frees nobody to ask for ever. */
    allPerTerminal: Limit
    perInstallation?: Limit
    /** No answer to a send comes sooner, so that its time tells nothing about the roster. */
    replyFloorMs: number
    routeMs: number
    /** What became of an SMS is told at multiples of this after the send. */
    beatMs: number
  }
  session: { lifeMs: number; idleMs: number; idleWarningMs: number; touchEveryMs: number }
}

/** At most `most` in any span of `perMs`. */
export type Limit = { most: number; perMs: number }

const second = 1000
const minute = 60 * second
const hour = 60 * minute

export const policyFrom = ({ otp, session }: Pick<Config, 'otp' | 'session'>): Policy => ({
  code: {
    // Two minutes were asked for; NIST SP 800-63B-4 3.1.3.2 and OWASP ASVS 6.5.5 cap a code's life at ten.
    lifeMs: otp.lifeSeconds * second,
    // Asked for. Three tries at one of a million codes: 1 in 333,333.
    tries: 3,
  },
  // Time to say it on the telephone; the cap of NIST SP 800-63B-4 3.1.3.2 and OWASP ASVS 6.5.5.
  rescue: { lifeMs: 10 * minute },
  // Eight digits and three tries: 1 in 33 million, at a terminal that does not belong to anybody yet.
  setUp: { lifeMs: 10 * minute, tries: 3 },
  lock: {
    // Asked for: three wrong tries, five minutes. A new code does not clear the count (NIST SP 800-63B-4 3.1.3.2).
    afterWrong: 3,
    firstMs: 5 * minute,
    // Growing waits up to an hour are what NIST SP 800-63B-4 3.2.2 suggests.
    longestMs: hour,
    // Far under NIST's 100 failures in a row, and out of reach of a person who mistypes.
    wrongPerDay: 30,
    dayMs: 24 * hour,
  },
  send: {
    firstWaitMs: otp.resendWaitSeconds * second,
    longestWaitMs: 15 * minute,
    // Asked for: three sends a minute.
    perAccount: { most: 3, perMs: minute },
    // A station signs in some dozens an hour; a stranger who tries login IDs costs at most this many SMS.
    unverifiedPerTerminal: { most: 120, perMs: hour },
    allPerTerminal: { most: 600, perMs: hour },
    ...(otp.dailySends !== undefined && { perInstallation: { most: otp.dailySends, perMs: 24 * hour } }),
    // Longer than a roster look-up, a decryption and a commit on an old disk; shorter than anybody minds.
    replyFloorMs: 300,
    routeMs: 12 * second,
    // Longer than gateways that are well take to answer, so that officers and decoys are told at the same moment.
    beatMs: 2 * second,
  },
  session: {
    // A shift. Inside the 24 hours and the hour of idleness that NIST SP 800-63B-4 advises for AAL2.
    lifeMs: 8 * hour,
    idleMs: session.idleMinutes * minute,
    idleWarningMs: minute,
    touchEveryMs: minute,
  },
})
