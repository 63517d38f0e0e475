/** A name, a rank or a station, spaces around it aside; `undefined` where it cannot be one. */
export const parseRosterText = (typed: string): string | undefined => {
  const text = typed.trim()
  // The last one stands for letters that were lost in a file that is not UTF-8.
  return text.length === 0 || text.length > 120 || /[\p{Cc}\uFFFD]/u.test(text) ? undefined : text
}
