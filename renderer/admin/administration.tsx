import { Fragment, lazy, type ReactNode, Suspense, useState } from 'react'
import type { About } from '../../preload/contract.ts'
import type { Visit } from '../login/states.ts'
import { SessionScreen } from '../session/session-screen.tsx'
import { FlagsPanel } from './flags/flags-panel.tsx'
import { OlderRecords } from './flags/older-records.tsx'
import { GatewaysPanel } from './gateways-panel.tsx'
import { type PartName, Parts } from './parts.tsx'

const Officers = lazy(async () => ({ default: (await import('./officers/officers.tsx')).Officers }))
const SessionsScreen = lazy(async () => ({
  default: (await import('./sessions/sessions-screen.tsx')).SessionsScreen,
}))
const LedgerScreen = lazy(async () => ({
  default: (await import('./ledger/ledger-screen.tsx')).LedgerScreen,
}))

type Props = {
  about: About | undefined
  state: Visit
  onLogOut: () => void
  /** Where the window has no frame to close it by. */
  onClose: (() => void) | undefined
}

/** What an administrator has beside his session; loaded when one signs in, and each part when it is opened. */
export const Administration = ({ about, state, onLogOut, onClose }: Props) => {
  // A tab leads to the beginning of its part, also from within it.
  const [{ part, times }, turn] = useState<{ part: PartName; times: number }>({ part: 'session', times: 0 })
  const parts: Record<PartName, ReactNode> = {
    session: (
      <SessionScreen state={state} onLogOut={onLogOut} onClose={onClose} first={<Unusual about={about} />}>
        <GatewaysPanel />
      </SessionScreen>
    ),
    officers: <Officers />,
    sessions: <SessionsScreen />,
    ledger: <LedgerScreen />,
  }
  return (
    <>
      <Parts current={part} onTurn={(next) => turn({ part: next, times: times + 1 })} />
      <Suspense fallback={null}>
        <Fragment key={times}>{parts[part]}</Fragment>
      </Suspense>
    </>
  )
}

const Unusual = ({ about }: Pick<Props, 'about'>) => (
  <>
    {about?.warnings.includes('records_older') && <OlderRecords />}
    <FlagsPanel />
  </>
)
