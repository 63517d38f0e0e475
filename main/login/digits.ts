/** Turns the decimal digits of every script (Tamil ௦–௯, Devanagari, full width …) into 0–9. */
export const asciiDigits = (text: string): string =>
  text.replaceAll(/(?![0-9])\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)))

// Unicode keeps every set of decimal digits in one run of ten, 0 to 9 (The Unicode Standard, section 4.6), so a
// digit's value is its distance from the start of its run. Runs may touch, hence the remainder.
const digitValue = (point: number) => {
  let start = point
  while (/\p{Nd}/u.test(String.fromCodePoint(start - 1))) start -= 1
  return (point - start) % 10
}
