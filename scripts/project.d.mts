/** Whether a window can be seen here. */
export const hasDisplay: () => boolean
