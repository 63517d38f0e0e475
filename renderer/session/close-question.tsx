import { ActionButton } from '../form/action-button.tsx'
import layout from '../form/layout.module.css'
import { Modal } from '../form/modal.tsx'
import { useWords } from '../words/language.tsx'

/** Asked once when the window is closed with a live session; staying is the default. */
export const CloseQuestion = ({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) => {
  const { say } = useWords()
  return (
    <Modal heading={say('close.heading')} text={say('close.text')} onCancel={onStay}>
      <div className={layout.actions}>
        <ActionButton label={say('close.stay')} onPress={onStay} />
        <ActionButton rank="second" label={say('close.leave')} onPress={onLeave} />
      </div>
    </Modal>
  )
}
