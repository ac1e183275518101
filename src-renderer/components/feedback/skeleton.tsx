import styles from './feedback.module.css'

/** A grey bar where text will be. `width` is a CSS length. */
export function Skeleton({ width = '100%' }: { readonly width?: string }) {
  return <span aria-hidden className={styles.skeleton} style={{ width }} />
}
