import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { useAnnounce } from '../feedback/announcer.tsx'
import { Notice } from '../feedback/notice.tsx'
import { DialogFooter } from './dialog.tsx'

/** Whether a dialog is asking before it throws away what was typed in it. */
export interface DiscardQuestion {
  readonly asking: boolean
  /** Somebody wants to leave: asks if something would be lost, and leaves otherwise, or when it is said again. */
  leave(): void
  keep(): void
}

export function useDiscardQuestion(isDirty: boolean, onClose: () => void): DiscardQuestion {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const [asking, setAsking] = useState(false)
  return {
    asking,
    leave() {
      if (asking || !isDirty) return onClose()
      announce(t('form.discard'))
      setAsking(true)
    },
    keep: () => setAsking(false),
  }
}

/** The question, for the end of the dialog's body. */
export function DiscardNotice() {
  const { t } = useTranslation()
  return <Notice tone="warning">{t('form.discard')}</Notice>
}

/** Its two answers, in the place of the dialog's buttons. */
export function DiscardFooter({ onDiscard, onKeep }: { onDiscard(): void; onKeep(): void }) {
  const { t } = useTranslation()
  return (
    <DialogFooter>
      <Button variant="danger" onClick={onDiscard}>
        {t('form.discardConfirm')}
      </Button>
      <Button variant="primary" autoFocus onClick={onKeep}>
        {t('form.stay')}
      </Button>
    </DialogFooter>
  )
}
