import { Inbox, type LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import { classes } from '../classes.ts'
import styles from './feedback.module.css'

/** What stands where rows would be: what is missing, what to do about it, and the button that does it. */
export function EmptyState({
  icon: Icon = Inbox,
  title,
  hint,
  compact = false,
  heading = false,
  children,
}: {
  readonly icon?: LucideIcon
  readonly title: string
  readonly hint?: string
  readonly compact?: boolean
  /** Where this is the whole screen, the title is its heading. */
  readonly heading?: boolean
  /** Buttons. */
  readonly children?: ReactNode
}) {
  return (
    <div className={classes(styles.state, compact && styles.compact)}>
      <span className={styles.mark}>
        <Icon aria-hidden size={20} />
      </span>
      {heading ? <h1 className={styles.title}>{title}</h1> : <p className={styles.title}>{title}</p>}
      {hint === undefined ? null : <p className={styles.hint}>{hint}</p>}
      {children === undefined || children === null ? null : <div className={styles.actions}>{children}</div>}
    </div>
  )
}
