import { ChevronLeft } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { classes } from '../classes.ts'
import styles from './page.module.css'

/** A screen: a PageHeader, then a listing that fills the rest, or PageBody that scrolls. */
export function Page({ children }: { readonly children: ReactNode }) {
  return <div className={styles.page}>{children}</div>
}

export interface PageHeaderProps {
  readonly title: ReactNode
  /** Beside the title: a status. */
  readonly badge?: ReactNode
  /** Under the title: id, customer and the like. */
  readonly subtitle?: ReactNode
  /** Buttons, the primary one last. */
  readonly actions?: ReactNode
  /** The way back to the listing: a link of the router with `backLook` and `BackWords`. */
  readonly back?: ReactNode
}

/** The head of a screen. */
export function PageHeader({ title, badge, subtitle, actions, back }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.titles}>
        {back}
        <div className={styles.titleLine}>
          <h1>{title}</h1>
          {badge}
        </div>
        {subtitle === undefined ? null : <div className={styles.subtitle}>{subtitle}</div>}
      </div>
      {actions === undefined || actions === null ? null : <div className={styles.actions}>{actions}</div>}
    </header>
  )
}

/** The class of a way back: `<Link to="/contacts" className={backLook}><BackWords>Contacts</BackWords></Link>`. */
export const backLook = styles.back

/** The arrow and words of a way back, to be put in a link of the router with the class `backLook`. */
export function BackWords({ children }: { readonly children: string }) {
  return (
    <>
      <ChevronLeft aria-hidden size={14} />
      {children}
    </>
  )
}

/** The scrolling part of a viewer. */
export function PageBody({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.scroller}>
      <div className={styles.narrow}>{children}</div>
    </div>
  )
}

/** A titled box of a viewer. `flush` lets a table reach its edges. */
export function Section({
  title,
  hint,
  actions,
  flush = false,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly actions?: ReactNode
  readonly flush?: boolean
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.sectionHeader}>
        <div className={styles.sectionTitles}>
          <h2 id={id}>{title}</h2>
          {hint === undefined ? null : <p className={styles.sectionHint}>{hint}</p>}
        </div>
        {actions}
      </div>
      <div className={classes(!flush && styles.sectionBody)}>{children}</div>
    </section>
  )
}

/** Names and values of a record. */
export function Details({
  items,
}: {
  readonly items: readonly { readonly label: string; readonly value: ReactNode }[]
}) {
  return (
    <dl className={styles.details}>
      {items.map((item) => (
        <div key={item.label}>
          <dt>{item.label}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
