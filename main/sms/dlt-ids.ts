import { error, type Finding, warning } from './finding.ts'
import type { Template } from './template-settings.ts'

/** Whether header, entity id and template id have the form that portals issue. */
export const checkIds = (path: string, { header, entityId, templateId }: Template): Finding[] => [
  ...checkHeader(`${path}.header`, header),
  ...checkId(`${path}.entityId`, entityId),
  ...checkId(`${path}.templateId`, templateId),
  ...(entityId === templateId
    ? [
        error(
          `${path}.templateId`,
          'the template id is the same number as the entity id: copy the content template id from the portal',
        ),
      ]
    : []),
]

/**
 * Six letters at most portals, 3 to 6 for Amazon; digits alone are for advertising. Operators put prefix and suffix.
 * Sources: docs.aws.amazon.com/sms-voice/latest/userguide/registrations-sms-senderid-india.html,
 * w2s.plus/dlt-registration/message-header-definition, smsgatewayhub.freshdesk.com/support/solutions/articles/3000031419
 */
export const checkHeader = (path: string, header: string): Finding[] => {
  if (/^[A-Z]{2}-|-[PSTG]$/i.test(header)) {
    return [
      error(
        path,
        'operators add prefix (VM-) and suffix (-S, -G) themselves: write the registered letters only',
      ),
    ]
  }
  if (/^\d+$/.test(header)) {
    return [
      error(path, 'a header of digits is for advertising: register one of 3 to 6 letters for login codes'),
    ]
  }
  if (!/^[A-Za-z0-9]{3,6}$/.test(header)) {
    return [error(path, 'a header has 3 to 6 letters and nothing else: write it as it is registered')]
  }
  if (/\d/.test(header)) {
    return [
      warning(
        path,
        'the header holds a digit, and most portals register letters only: compare it with the portal',
      ),
    ]
  }
  return /[a-z]/.test(header)
    ? [
        warning(
          path,
          'the header holds small letters, and operators tell them apart: compare it with the portal',
        ),
      ]
    : []
}

/**
 * Digits: 19 at all portals today, 12 to 19 by yellow.ai's page. Nothing public says what they mean, so their first
 * digits are not judged. Sources: smslocal.in/resources/help/sms/dlt-headers-and-template-ids,
 * docs.yellow.ai/docs/platform_concepts/engagement/outbound/templates/sms-template
 */
const checkId = (path: string, id: string): Finding[] => {
  if (/^\d[.,]?\d*E\+?\d+$/i.test(id)) {
    return [error(path, 'a spreadsheet has shortened the number: copy all of its digits from the portal')]
  }
  if (/^[\d\s-]+$/.test(id) && /\D/.test(id)) {
    return [error(path, 'there is a blank or a dash among the digits: delete it')]
  }
  if (!/^\d+$/.test(id)) return [error(path, 'the id consists of digits only: copy it from the DLT portal')]
  if (id.length !== 19) {
    return [warning(path, `the id has ${id.length} digits, and portals issue 19: compare it with the portal`)]
  }
  // A spreadsheet keeps 15 digits of a number.
  return id.endsWith('0000')
    ? [warning(path, 'the id ends with 0000, as if a spreadsheet had rounded it: compare it with the portal')]
    : []
}
