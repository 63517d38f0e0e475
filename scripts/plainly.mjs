/**
 * Runs `main` once the file that calls is read to its end, so that a file can begin with its story. A failure is one
 * plain sentence and exit code 1, never a stack trace.
 */
export const plainly = async (main) => {
  await undefined
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

/** True when this file was started by itself, not imported. */
export const startedAs = (meta) => meta.filename === process.argv[1]
