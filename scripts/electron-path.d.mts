export const electronPath: () => string | undefined
export const standInFolder: string
export const standInMarker: string
