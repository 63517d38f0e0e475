export const noticesOf: (moduleIds: string[]) => string
