import { type ReactNode, useId } from 'react'
import styles from './settings.module.css'

/** Some fields of a form that belong together, under a heading. */
export function FormPart({
  title,
  hint,
  children,
}: {
  readonly title: string
  readonly hint?: string
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <section className={styles.part} aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        {hint === undefined ? null : <p className={styles.partHint}>{hint}</p>}
      </div>
      {children}
    </section>
  )
}
