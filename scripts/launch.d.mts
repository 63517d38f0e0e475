/** How to start the built program on a data folder; see launch.mjs. */
export const launch: (home: string) => { executablePath: string; args: string[]; env: Record<string, string> }
export const accountToUse: () => 'own' | 'nobody' | 'root'
