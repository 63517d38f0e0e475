import { z } from 'zod'

// The description of a key is the hint that a mistake in it gets. What the DLT rules say of a value is dlt.ts's to tell:
// it has a sentence for each mistake, so only the bounds are here.

const text = (most: number) => z.string().min(1).max(most)

const template = z
  .strictObject({
    text: text(1600).describe(
      'the SMS with {otp} {tag} and, if wanted, {minutes}, such as "Tamil Nadu Police\\nYour OTP: {otp} (code {tag})"',
    ),
    brand: text(100).describe('the name of the sender, as it stands in the text and in the registration'),
    header: text(20).describe('the DLT header, such as TNPOLS: 3 to 6 letters as registered'),
    entityId: text(50).describe('the principal entity id of the DLT portal: 19 digits in quotation marks'),
    templateId: text(50).describe('the content template id of the DLT portal: 19 digits in quotation marks'),
    registered: text(2000)
      .optional()
      .describe('the text as the DLT portal shows it, with its {#numeric#} and {#alphanumeric#}'),
  })
  .describe('an object with text, brand, header, entityId, templateId, registered')

/** The text of each language as it is registered; without one the program's own text is sent. */
export const templates = z
  .strictObject({ en: template.optional(), ta: template.optional() })
  .describe('an object with en, ta')

export type Template = z.output<typeof template>
export type Templates = z.output<typeof templates>
export type Language = keyof Templates
