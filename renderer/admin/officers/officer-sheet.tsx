import { useEffect, useState } from 'react'
import type { OfficerLine } from '../../../preload/administration.ts'
import { surroundings, useKept } from '../../state/use-kept.ts'
import { EditForm } from './edit-form.tsx'
import { MobileForm } from './mobile-form.tsx'
import { OfficerView } from './officer-view.tsx'
import { RescueCode } from './rescue-code.tsx'
import { createOfficerSheet } from './sheet.ts'
import type { Told } from './sheet-state.ts'

/** One officer: how he stands, and what can be done. */
export const OfficerSheet = ({
  officer,
  told,
  onClose,
}: {
  officer: OfficerLine
  told: Told | undefined
  onClose: (officer: OfficerLine) => void
}) => {
  const [sheet] = useState(() => createOfficerSheet(surroundings(), { officer, told }))
  const [form, setForm] = useState<'edit' | 'mobile'>()
  const state = useKept(sheet)

  useEffect(() => void sheet.look(), [sheet])

  const open = (which: 'edit' | 'mobile') => {
    sheet.turnPage()
    setForm(which)
  }
  const close = () => setForm(undefined)
  const giveUp = () => {
    sheet.turnPage()
    close()
  }

  if (state.rescue)
    return <RescueCode officer={state.officer} rescue={state.rescue} onLeave={sheet.leaveRescueCode} />
  if (form === 'mobile')
    return <MobileForm officer={state.officer} sheet={sheet} onDone={close} onClose={giveUp} />
  if (form === 'edit')
    return (
      <EditForm
        officer={state.officer}
        overtaken={state.overtaken}
        sheet={sheet}
        onDone={close}
        onClose={giveUp}
      />
    )
  return <OfficerView state={state} sheet={sheet} onForm={open} onClose={() => onClose(state.officer)} />
}
