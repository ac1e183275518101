import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { useAnnounce } from '../feedback/announcer.tsx'
import styles from './dialog.module.css'
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

/** The question and its two answers, in the place of the dialog's buttons: in sight however long the form is. */
export function DiscardFooter({ onDiscard, onKeep }: { onDiscard(): void; onKeep(): void }) {
  const { t } = useTranslation()
  return (
    <DialogFooter>
      <p className={styles.question}>{t('form.discard')}</p>
      <Button variant="danger" onClick={onDiscard}>
        {t('form.discardConfirm')}
      </Button>
      <Button variant="primary" autoFocus onClick={onKeep}>
        {t('form.stay')}
      </Button>
    </DialogFooter>
  )
}
