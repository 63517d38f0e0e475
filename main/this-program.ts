import type { ChildProgram } from './admin/child-task.ts'

/** How a task is started beside the window: it reads the same configuration and data. `environment` is as it was before it was scrubbed. */
export const thisProgram = ({
  development,
  appFolder,
  home,
  sandbox,
  environment: { TOR_UNVEIL_CONFIG },
}: {
  development: boolean
  appFolder: string
  home: string
  sandbox: boolean
  environment: NodeJS.ProcessEnv
}): ChildProgram => {
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
