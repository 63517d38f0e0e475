import { firstWrongText, type OfficerTexts } from '../form/officer-texts.ts'
import type { ProblemCode } from '../login/states.ts'

export type SetUp = OfficerTexts & { code: string; loginId: string; mobileNumber: string }

/** In the order in which they are asked for. */
export const fieldNames = ['code', 'loginId', 'name', 'rank', 'station', 'mobileNumber'] as const

export const blank: SetUp = { code: '', loginId: '', name: '', rank: '', station: '', mobileNumber: '' }

/** Which field a message is about. */
export const fieldOf = (code: ProblemCode, values: SetUp): keyof SetUp | undefined => {
  switch (code) {
    case 'wrong_set_up_code':
      return 'code'
    case 'invalid_login_id':
      return 'loginId'
    case 'invalid_mobile':
      return 'mobileNumber'
    case 'invalid_text':
      return firstWrongText(values)
    default:
      return undefined
  }
}
