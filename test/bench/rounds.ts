/** Of a list of numbers: the one in the middle, and how far apart the rest lies. */
export type Spread = { median: number; least: number; most: number }

/** What each contender took in each round, in the order of the rounds. */
export type Rounds<Name extends string> = Record<Name, number[]>

/**
 * Lets contenders do the same in turns, each once in a round, the first of a round another one each time: what else the
 * computer does then meets all of them. A first round warms up and does not count.
 */
export const alternate = async <Name extends string>(
  contenders: Record<Name, () => Promise<number>>,
  count: number,
): Promise<Rounds<Name>> => {
  const names = Object.keys(contenders) as Name[]
  const taken = Object.fromEntries(names.map((name) => [name, []])) as unknown as Rounds<Name>
  for (let round = -1; round < count; round += 1) {
    const turn = Math.max(0, round) % names.length
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const took = await contenders[name]()
      if (round >= 0) taken[name].push(took)
    }
  }
  return taken
}

/** Round by round, so that both sides of a ratio met the same moment. */
export const ratios = (of: number[], to: number[]): Spread =>
  spread(of.map((value, round) => value / (to[round] ?? Number.NaN)))

export const spread = (values: number[]): Spread => {
  const sorted = values.toSorted((a, b) => a - b)
  return { median: quantile(sorted, 0.5), least: sorted[0] ?? Number.NaN, most: sorted.at(-1) ?? Number.NaN }
}

/** Of sorted values; the nearest rank. */
export const quantile = (sorted: number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))] ?? Number.NaN

/** How long one step took, in milliseconds. */
export const timed = async (step: () => unknown): Promise<number> => {
  const startedAt = performance.now()
  await step()
  return performance.now() - startedAt
}
