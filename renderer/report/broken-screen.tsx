import { Component, type ReactNode } from 'react'
import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { wordsOf } from '../words/words.ts'
import styles from './broken-screen.module.css'

type Props = { children: ReactNode; onAgain: () => void }

/** In place of a screen that threw an error, and of everything around it. A class, because React tells nothing else of it. */
export class WholeScreen extends Component<Props, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    return this.state.broken ? <BrokenScreen onAgain={this.props.onAgain} /> : this.props.children
  }
}

/** In both languages: nobody knows whether the one that was chosen is not what broke. */
const BrokenScreen = ({ onAgain }: Pick<Props, 'onAgain'>) => (
  <main className={styles.page}>
    <div role="alert">
      {languages.map(({ language, say }) => (
        <section key={language} lang={language} className={layout.section}>
          <h1>{say('screen.broken')}</h1>
          <p className={layout.lead}>{say('screen.brokenNext')}</p>
        </section>
      ))}
    </div>
    <div className={layout.actions}>
      <ActionButton
        label={languages.map(({ say }) => say('screen.loadAgain')).join(' · ')}
        onPress={onAgain}
      />
    </div>
  </main>
)

const languages = (['en', 'ta'] as const).map((language) => ({ language, ...wordsOf(language) }))
