/** The Electron executable in use. */
export const electronPath: () => string
