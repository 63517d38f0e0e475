export const refuseSubstitutes: (set: {
  marker: string
  environment: Record<string, string | undefined>
}) => void
export const verifyZip: (zip: { file: string; name: string; checksums: Record<string, string> }) => void
