export const withoutServices: <Answer>(work: () => Answer, policy?: string) => Answer
export const allowServices: (policy?: string) => void
