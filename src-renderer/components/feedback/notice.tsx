import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../classes.ts'
import { useErrorWords } from '../errors/use-error-words.ts'
import styles from './feedback.module.css'

/** A message that stays in its place on the screen. */
export function Notice({
  tone = 'info',
  children,
  action,
}: {
  readonly tone?: 'info' | 'warning' | 'error'
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  const Icon = tone === 'error' ? CircleAlert : tone === 'warning' ? TriangleAlert : Info
  return (
    <div
      role={tone === 'error' ? 'alert' : undefined}
      className={classes(
        styles.notice,
        tone === 'error' && styles.noticeError,
        tone === 'warning' && styles.noticeWarning,
      )}
    >
      <Icon aria-hidden size={15} />
      <div className={styles.noticeText}>{children}</div>
      {action}
    </div>
  )
}

/** The refusal of an action, in words, at the top of a dialog or form. Nothing when there is none. */
export function ErrorNotice({ error, action }: { readonly error: unknown; readonly action?: ReactNode }) {
  const wordsFor = useErrorWords()
  if (error === null || error === undefined) return null
  return (
    <Notice tone="error" action={action}>
      {wordsFor(error)}
    </Notice>
  )
}
