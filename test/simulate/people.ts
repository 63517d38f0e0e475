import { rosterColumns } from '../../main/roster/roster-csv.ts'

/** The officer of a number: nobody's name, and as long as one. */
export const officer = (number: number) => ({
  loginId: `officer_${String(number).padStart(6, '0')}`,
  mobileNumber: String(6_000_000_000 + number),
})

export type Person = ReturnType<typeof officer>

/** A roster file with officers 0 to `count` - 1. */
export const rosterOf = (count: number): string => {
  const line = (_: unknown, number: number) => {
    const { loginId, mobileNumber } = officer(number)
    return `${loginId},Officer of number ${number},Sub-Inspector,Police station ${number % 1500},${mobileNumber},officer`
  }
  return [rosterColumns.join(','), ...Array.from({ length: count }, line)].join('\n')
}
