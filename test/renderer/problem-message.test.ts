import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ProblemMessage } from '../../renderer/form/problem-message.tsx'

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

/** What stands on the screen. */
const shown = (code: 'locked' | 'too_many_requests', seconds: number) =>
  renderToStaticMarkup(
    createElement(ProblemMessage, {
      id: 'p',
      problem: { code, retryAt: performance.now() + seconds * 1000 },
    }),
  )

const otherWay = 'try another computer, or ask an administrator'

test.each(['locked', 'too_many_requests'] as const)(
  'a wait of more than a minute says what else helps (%s)',
  (code) => {
    expect(shown(code, 7 * 3600)).toMatch(/You can try again in 7 h\..*ask an administrator/)
    expect(shown(code, 61)).toContain(otherWay)
  },
)

test('a wait of a minute is only waited for', () => {
  expect(shown('too_many_requests', 60)).toContain('You can try again in 1 min.')
  expect(shown('too_many_requests', 60)).not.toContain(otherWay)
  expect(shown('too_many_requests', 0)).not.toContain(otherWay)
})
