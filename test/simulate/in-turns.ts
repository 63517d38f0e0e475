const atOnce = 25

/** Makes `count` values, a few at a time: not every terminal of a district is switched on in the same second. */
export const inTurns = async <Value>(
  count: number,
  make: (number: number) => Promise<Value>,
): Promise<Value[]> => {
  const values: Value[] = []
  for (let first = 0; first < count; first += atOnce) {
    const turn = Array.from({ length: Math.min(atOnce, count - first) }, (_, n) => make(first + n))
    values.push(...(await Promise.all(turn)))
  }
  return values
}
