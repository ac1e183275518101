import { type ReactNode, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { ErrorNotice } from '../feedback/notice.tsx'
import { Dialog, DialogBody, DialogFooter } from './dialog.tsx'

/**
 * A question before something is withdrawn. The safe answer has the focus. While `onConfirm` works, a second press
 * does nothing; a refusal stays in the dialog in words.
 */
export function ConfirmDialog({
  title,
  text,
  confirmLabel,
  tone = 'danger',
  children,
  onConfirm,
  onClose,
}: {
  readonly title: string
  readonly text: ReactNode
  readonly confirmLabel: string
  readonly tone?: 'danger' | 'primary'
  /** What is asked besides. */
  readonly children?: ReactNode
  /** The action. The dialog closes when it resolves and stays open when it rejects. */
  onConfirm(): Promise<unknown>
  onClose(): void
}) {
  const { t } = useTranslation()
  const safe = useRef<HTMLButtonElement>(null)
  const [state, setState] = useState<{ is: 'asking' } | { is: 'working' } | { is: 'refused'; error: unknown }>({
    is: 'asking',
  })
  const confirm = () => {
    setState({ is: 'working' })
    onConfirm().then(onClose, (error: unknown) => setState({ is: 'refused', error }))
  }
  return (
    <Dialog
      role="alertdialog"
      size="small"
      title={title}
      description={text}
      busy={state.is === 'working'}
      onClose={onClose}
      initialFocus={safe}
    >
      {state.is === 'refused' || children !== undefined ? (
        <DialogBody>
          {state.is === 'refused' ? <ErrorNotice error={state.error} /> : null}
          {children}
        </DialogBody>
      ) : null}
      <DialogFooter>
        <Button ref={safe} disabled={state.is === 'working'} onClick={onClose}>
          {t('actions.cancel')}
        </Button>
        <Button variant={tone} pending={state.is === 'working'} onClick={confirm}>
          {confirmLabel}
        </Button>
      </DialogFooter>
    </Dialog>
  )
}
