import type { ClipboardEvent, SyntheticEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useAnnounce } from '../feedback/announcer.tsx'
import styles from './reveal-dialog.module.css'

/** As many dots for every secret: their number says nothing of its length. */
const MASK = '•'.repeat(24)

/**
 * The secret, or its mask where it is null. What is shown cannot be taken by selecting: only Copy clears the clipboard
 * afterwards.
 */
export function SecretText({ label, secret }: { readonly label: string; readonly secret: string | null }) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const refuse = (event: SyntheticEvent | ClipboardEvent) => {
    event.preventDefault()
    announce(t('tokens.reveal.useCopy'))
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: an <input> would keep the secret in its editing history.
    <div
      role="group"
      aria-label={label}
      className={styles.secret}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a screen reader's user reads the secret here.
      tabIndex={0}
      data-secret=""
      onCopy={refuse}
      onCut={refuse}
      onDragStart={refuse}
      onContextMenu={refuse}
    >
      {secret === null ? (
        <>
          <span aria-hidden>{MASK}</span>
          <span className="visually-hidden">{t('tokens.reveal.masked')}</span>
        </>
      ) : (
        <code translate="no">{secret}</code>
      )}
    </div>
  )
}
