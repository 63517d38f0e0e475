import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import styles from './modal.module.css'

type Props = { heading: string; text: string; onCancel: () => void; children: ReactNode }

/** A question over the page. The first button in `children` gets the focus; Escape answers `onCancel`. */
export const Modal = ({ heading, text, onCancel, children }: Props) => {
  const id = useId()
  const dialog = useRef<HTMLDialogElement>(null)

  // Before it leaves the page it must be closed, so that the focus goes back to where it was.
  useLayoutEffect(() => {
    const { current } = dialog
    current?.showModal()
    return () => current?.close()
  }, [])

  return (
    <dialog
      ref={dialog}
      className={styles.modal}
      aria-labelledby={`${id}-heading`}
      aria-describedby={`${id}-text`}
      onCancel={(event) => {
        event.preventDefault()
        onCancel()
      }}
    >
      <h2 id={`${id}-heading`}>{heading}</h2>
      <p id={`${id}-text`}>{text}</p>
      {children}
    </dialog>
  )
}
