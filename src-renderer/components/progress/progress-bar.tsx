import { useTranslation } from 'react-i18next'
import { classes } from '../classes.ts'
import styles from './progress-bar.module.css'

/** How far some work is. `total` null is work whose length nobody knows yet. */
export function ProgressBar({
  label,
  completed,
  total,
}: {
  readonly label: string
  readonly completed: number
  readonly total: number | null
}) {
  const { i18n } = useTranslation()
  const percent = percentOf(completed, total)
  return (
    <div className={styles.line}>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        {...(percent === null ? {} : { 'aria-valuenow': percent })}
        className={styles.track}
      >
        <div
          className={classes(styles.bar, percent === null && styles.unknown)}
          style={percent === null ? undefined : { transform: `scaleX(${percent / 100})` }}
        />
      </div>
      <span aria-hidden className={styles.figure}>
        {percent === null ? '' : new Intl.NumberFormat(i18n.language, { style: 'percent' }).format(percent / 100)}
      </span>
    </div>
  )
}

/** Whole percents, 100 only when it is all done; null while the total is not known. */
export function percentOf(completed: number, total: number | null): number | null {
  if (total === null) return null
  if (total <= 0 || completed >= total) return 100
  return Math.max(0, Math.floor((completed / total) * 100))
}
