export type Launch = {
  executablePath: string
  args: string[]
  env: Record<string, string>
  chromiumSandbox: boolean
}
export const accountToUse: () => 'own' | 'nobody' | 'root'
export const launch: (home: string) => Launch
