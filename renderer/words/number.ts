import { once } from '../once.ts'

/** A count as people here write it: 1,30,000. */
export const countOf = (count: number): string => format().format(count)

const format = once(() => new Intl.NumberFormat('en-IN'))
