import type { ReactNode } from 'react'
import styles from './listing.module.css'

/** What stands above the rows of a listing: search, filters, and how many rows match. */
export function ListBar({
  countWords,
  children,
}: {
  readonly countWords: string | null
  readonly children: ReactNode
}) {
  return (
    <search className={styles.bar}>
      {children}
      <span className={styles.count}>{countWords}</span>
    </search>
  )
}

/** What stands where rows would be. */
export function ListRest({ children }: { readonly children: ReactNode }) {
  return <div className={styles.rest}>{children}</div>
}
