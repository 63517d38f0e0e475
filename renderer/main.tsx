import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { createLogin } from './login/login.ts'
import { WholeScreen } from './report/broken-screen.tsx'
import { LanguageProvider } from './words/language.tsx'
import './style.css'

// Asks which screen it is before there is one: the answer comes while the first is drawn.
const login = createLogin({ station: window.station, now: () => performance.now() })
login.start()
for (const touch of ['keydown', 'pointerdown', 'wheel']) {
  window.addEventListener(touch, login.stir, { capture: true, passive: true })
}

const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <WholeScreen onAgain={() => window.location.reload()}>
      <LanguageProvider>
        <App login={login} />
      </LanguageProvider>
    </WholeScreen>,
  )
}
