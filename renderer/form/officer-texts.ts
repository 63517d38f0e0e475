export type OfficerTexts = { name: string; rank: string; station: string }

export const officerTexts = ['name', 'rank', 'station'] as const

/** The line that `invalid_text` is about: the first that is blank or too long, or else the first one. */
export const firstWrongText = (values: OfficerTexts): keyof OfficerTexts =>
  officerTexts.find((name) => {
    const { length } = values[name].trim()
    return length === 0 || length > mostCharacters
  }) ?? 'name'

const mostCharacters = 120
