import type { ChildProgram } from './admin/child-task.ts'

/** How a task is started beside the window: it reads the same configuration and data. Call it before the environment is scrubbed. */
export const thisProgram = ({
  development,
  appFolder,
  home,
  sandbox,
}: {
  development: boolean
  appFolder: string
  home: string
  sandbox: boolean
}): ChildProgram => {
  const { TOR_UNVEIL_CONFIG } = process.env
  const ours = {
    TOR_UNVEIL_HOME: home,
    ...(TOR_UNVEIL_CONFIG !== undefined && { TOR_UNVEIL_CONFIG }),
  }
  return {
    file: process.execPath,
    // An installed program takes its own switches only, and finds its data by itself.
    args: development ? [...(sandbox ? [] : ['--no-sandbox']), appFolder] : [],
    env: () => ({ ...process.env, ...(development && ours) }),
  }
}
