import type { Say } from '../words/words.ts'

/** A length of time in the words of the language, "4 min 10 s"; from an hour on, minutes are enough. */
export const durationIn = (say: Say, seconds: number): string => {
  if (seconds < 60) return say('time.seconds', { seconds })
  if (seconds < 3600) {
    const minutes = Math.floor(seconds / 60)
    return seconds % 60 === 0
      ? say('time.minutes', { minutes })
      : say('time.minutesSeconds', { minutes, seconds: seconds % 60 })
  }
  // Rounded up, so that nobody comes back a moment too early.
  const minutes = Math.ceil(seconds / 60)
  return minutes % 60 === 0
    ? say('time.hours', { hours: minutes / 60 })
    : say('time.hoursMinutes', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/** The last of the moments worth announcing that has been passed; nothing before the first. */
export const announcedSeconds = (secondsLeft: number): number | undefined =>
  announcements.find((s) => secondsLeft <= s)

const announcements = [0, 10, 30, 60]
