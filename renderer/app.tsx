import { lazy, Suspense } from 'react'
import type { About } from '../preload/contract.ts'
import { Frame } from './frame/frame.tsx'
import type { StepName } from './frame/steps.tsx'
import { useAbout } from './frame/use-about.ts'
import { CodeScreen } from './login/code-screen.tsx'
import { CredentialsScreen } from './login/credentials-screen.tsx'
import type { Login } from './login/login.ts'
import { SignedInConfirmation } from './login/signed-in-confirmation.tsx'
import { StartingScreen } from './login/starting-screen.tsx'
import type { State } from './login/states.ts'
import { useLogin } from './login/use-login.ts'
import { ReportScreen } from './report/report-screen.tsx'
import { CloseQuestion } from './session/close-question.tsx'
import { IdleWarning } from './session/idle-warning.tsx'
import { SessionScreen } from './session/session-screen.tsx'

export const App = ({ login }: { login: Login }) => {
  const state = useLogin(login)
  const about = useAbout()
  if (about?.problem) {
    return (
      <Frame about={about} step={undefined}>
        <ReportScreen problem={about.problem} onClose={login.closeWindow} />
      </Frame>
    )
  }
  return (
    <Frame about={about} step={stepOf(state)} wide={isAdministrator(state)}>
      {about?.empty === true && state.at === 'credentials' ? (
        <Suspense fallback={null}>
          <SetUpScreen onDone={login.welcome} onOver={login.leaveSetUp} />
        </Suspense>
      ) : (
        <Screen about={about} state={state} login={login} />
      )}
      <Questions about={about} state={state} login={login} />
    </Frame>
  )
}

type Props = { state: State; login: Login }

const Screen = ({ about, state, login }: Props & { about: About | undefined }) => {
  switch (state.at) {
    case 'starting':
      return <StartingScreen state={state} onRetry={login.findPlace} />
    case 'credentials':
      return <CredentialsScreen state={state} onType={login.type} onSend={login.send} />
    case 'code':
      return (
        <CodeScreen
          key={state.challengeId}
          state={state}
          onType={login.typeCode}
          onPaste={login.pasteCode}
          onVerify={login.verify}
          onResend={login.send}
          onChangeDetails={login.changeDetails}
        />
      )
    case 'confirmation':
      return <SignedInConfirmation officer={state.officer} onContinue={login.proceed} />
    case 'session':
      return isAdministrator(state) ? (
        <Suspense fallback={null}>
          <Administration
            about={about}
            state={state}
            onLogOut={login.logOut}
            onClose={about?.kiosk ? login.closeWindow : undefined}
          />
        </Suspense>
      ) : (
        <SessionScreen state={state} onLogOut={login.logOut} />
      )
  }
}

const Questions = ({ about, state, login }: Props & { about: About | undefined }) => {
  if (state.at !== 'confirmation' && state.at !== 'session') return null
  const mayClose = !about?.kiosk || isAdministrator(state)
  return (
    <>
      {state.idleEndsAt !== undefined && (
        <IdleWarning endsAt={state.idleEndsAt} problem={state.problem} onStay={login.stay} />
      )}
      {state.closeAsked && mayClose && (
        <CloseQuestion onStay={login.declineClose} onLeave={login.closeWindow} />
      )}
    </>
  )
}

// Whoever signs in as an officer, and whoever enrols himself only once, never loads these.
const Administration = lazy(async () => ({
  default: (await import('./admin/administration.tsx')).Administration,
}))
const SetUpScreen = lazy(async () => ({ default: (await import('./set-up/set-up-screen.tsx')).SetUpScreen }))

const isAdministrator = (state: State): boolean =>
  state.at === 'session' && state.officer.role === 'administrator'

const stepOf = ({ at }: State): StepName | undefined => {
  if (at === 'starting') return undefined
  return at === 'confirmation' ? 'session' : at
}
