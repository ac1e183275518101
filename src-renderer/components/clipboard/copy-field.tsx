import { Copy } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../button/button.tsx'
import { useToasts } from '../toast/toast.tsx'
import styles from './copy-field.module.css'
import { copyText } from './copy-text.ts'

/** A text that is no secret, with Copy, which a message confirms. `label` names it: “Copy the endpoint”. */
export function CopyField({
  text,
  copyLabel,
  copied,
}: {
  readonly text: string
  readonly copyLabel: string
  /** What the message says once it is copied. */
  readonly copied: string
}) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const copy = () =>
    toasts.show(copyText(text) ? { message: copied } : { tone: 'error', message: t('clipboard.notCopied', { text }) })
  return (
    <div className={styles.field}>
      <code className={styles.text} translate="no">
        <bdi>{text}</bdi>
      </code>
      <Button size="small" icon={Copy} onClick={copy} aria-label={copyLabel}>
        {t('clipboard.copy')}
      </Button>
    </div>
  )
}
