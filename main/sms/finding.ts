/** Something in the settings of the SMS. An error would lose messages or money; a warning may. */
export type Finding = { level: 'error' | 'warning'; path: string; message: string }

export const error = (path: string, message: string): Finding => ({ level: 'error', path, message })
export const warning = (path: string, message: string): Finding => ({ level: 'warning', path, message })

/** A piece of a text for a message: short, on one line, with its invisible characters as \u200b. */
export const quote = (piece: string): string =>
  JSON.stringify(piece.length > 40 ? `${piece.slice(0, 40)}…` : piece).replaceAll(
    /(?! )[\p{Cf}\p{Z}\p{Cc}]/gu,
    (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
