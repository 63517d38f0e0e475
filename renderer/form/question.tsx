import { useWords } from '../words/language.tsx'
import { ActionButton } from './action-button.tsx'
import layout from './layout.module.css'
import { Modal } from './modal.tsx'

/** Asked before what cannot be undone. Leaving it alone is the default. */
export const Question = ({
  heading,
  text,
  yes,
  onYes,
  onNo,
}: {
  heading: string
  text: string
  yes: string
  onYes: () => void
  onNo: () => void
}) => {
  const { say } = useWords()
  return (
    <Modal heading={heading} text={text} onCancel={onNo}>
      <div className={layout.actions}>
        <ActionButton label={say('cancel')} onPress={onNo} />
        <ActionButton rank="second" label={yes} onPress={onYes} />
      </div>
    </Modal>
  )
}
