// 3GPP TS 23.038: the characters that an SMS holds 160 of. Those of the second line cost two each.
const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
const known = new Set(`${basic}^{}\\[~]|€`)

/** Whether the text can be sent in the small alphabet. Anything else is UCS-2, of which one SMS holds 70 units. */
export const isGsm7 = (text: string): boolean => [...text].every((character) => known.has(character))
