import type { LucideIcon } from 'lucide-react'
import { classes } from '../classes.ts'
import styles from './feedback.module.css'

export type BadgeTone = 'positive' | 'waiting' | 'neutral' | 'negative' | 'accent'

/** A state as a word, so that it never hangs on colour alone, and an icon, unless one stands beside it already. */
export function StatusBadge({
  tone,
  icon: Icon,
  children,
  title,
}: {
  readonly tone: BadgeTone
  readonly icon: LucideIcon | null
  readonly children: string
  readonly title?: string | undefined
}) {
  return (
    <span className={classes(styles.badge, styles[tone])} title={title ?? children}>
      {Icon === null ? null : <Icon aria-hidden size={13} />}
      <span className={styles.badgeWord}>{children}</span>
    </span>
  )
}
