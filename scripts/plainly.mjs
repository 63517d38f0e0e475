/** Runs `main`; a failure is one plain sentence and exit code 1, never a stack trace. */
export const plainly = async (main) => {
  try {
    await main()
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}

/** True when this file was started by itself, not imported. */
export const startedAs = (meta) => meta.filename === process.argv[1]
