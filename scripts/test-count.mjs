import { existsSync, readFileSync } from 'node:fs'

const none = { passed: 0, failed: 0, skipped: 0 }

export const sum = (counts) =>
  counts.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    none,
  )

/** A check that passes or fails as a whole. */
export const countOfCheck = (exitCode) => (exitCode === 0 ? { ...none, passed: 1 } : { ...none, failed: 1 })

/** What vitest reports, a file that could not even be loaded, or whose preparation failed, included. */
export const countOfVitest = (reportFile, exitCode) => {
  const report = readReport(reportFile)
  const brokenFiles = (report?.testResults ?? []).filter(
    (file) => file.status === 'failed' && file.assertionResults.every(({ status }) => status !== 'failed'),
  ).length
  return honest(exitCode, {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  })
}

/** What Playwright reports, errors outside of any test included. */
export const countOfPlaywright = (reportFile, exitCode) => {
  const report = readReport(reportFile)
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {}
  return honest(exitCode, {
    passed: expected,
    failed: unexpected + flaky + (report?.errors?.length ?? 0),
    skipped,
  })
}

// A runner that ended badly, or said nothing of any test, has failed even if it counted no failure.
const honest = (exitCode, count) => {
  const silent = count.passed + count.failed + count.skipped === 0
  return count.failed === 0 && (exitCode !== 0 || silent) ? { ...count, failed: 1 } : count
}

const readReport = (file) => {
  if (!existsSync(file)) return undefined
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}
