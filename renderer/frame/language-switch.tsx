import { useWords } from '../words/language.tsx'
import styles from './language-switch.module.css'

export const LanguageSwitch = () => {
  const { language, say, speak } = useWords()
  return (
    <fieldset className={styles.languages} aria-label={say('language.label')}>
      {(['en', 'ta'] as const).map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className={styles.language}
          aria-pressed={each === language}
          onClick={() => speak(each)}
        >
          {say(`language.${each}`)}
        </button>
      ))}
    </fieldset>
  )
}
