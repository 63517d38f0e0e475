import { useState } from 'react'
import type { OfficerLine } from '../../../preload/administration.ts'
import { useRoom } from '../../state/use-kept.ts'
import { EnrolForm } from './enrol-form.tsx'
import { findOfficer } from './find-one.ts'
import { ImportScreen } from './import-screen.tsx'
import { createOfficerList } from './list.ts'
import { OfficerSheet } from './officer-sheet.tsx'
import { OfficersScreen } from './officers-screen.tsx'
import type { Told } from './sheet-state.ts'

type Page =
  | { at: 'list'; last?: string }
  | { at: 'sheet'; officer: OfficerLine; told?: Told }
  | { at: 'enrol' }
  | { at: 'import' }

/** The list of officers and what is opened from it. What was typed and found stays until this part is left. */
export const Officers = () => {
  const { state, room: list } = useRoom(createOfficerList)
  const [page, turnTo] = useState<Page>({ at: 'list' })
  const backToAll = () => turnTo({ at: 'list' })

  const showEnrolled = async (typed: string) => {
    void list.look()
    const found = await findOfficer(window.station, asOnRoster(typed))
    if (found.ok && found.value) turnTo({ at: 'sheet', officer: found.value, told: 'enrolled' })
    else backToAll()
  }

  switch (page.at) {
    case 'sheet':
      return (
        <OfficerSheet
          officer={page.officer}
          told={page.told}
          onClose={(officer) => {
            list.put(officer)
            turnTo({ at: 'list', last: officer.loginId })
          }}
        />
      )
    case 'enrol':
      return <EnrolForm onDone={showEnrolled} onClose={backToAll} />
    case 'import':
      return <ImportScreen onImported={list.look} onClose={backToAll} />
    case 'list':
      return (
        <OfficersScreen
          state={state}
          list={list}
          last={page.last}
          onOpen={(officer) => turnTo({ at: 'sheet', officer })}
          onEnrol={() => turnTo({ at: 'enrol' })}
          onImport={() => turnTo({ at: 'import' })}
        />
      )
  }
}

/** The main process writes login IDs in small letters and without spaces. */
const asOnRoster = (typed: string) => typed.normalize('NFKC').toLowerCase().replace(/\s/g, '')
