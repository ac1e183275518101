import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import styles from './tabs.module.css'

export interface Tab<Id extends string> {
  readonly id: Id
  readonly label: string
  readonly content: ReactNode
  /** Keeps what is typed in it while another tab is looked at. */
  readonly keepMounted?: boolean
}

/** Tabs of one viewer. ← and → move between them. */
export function Tabs<Id extends string>({
  label,
  tabs,
  value,
  onChange,
}: {
  readonly label: string
  readonly tabs: readonly Tab<NoInfer<Id>>[]
  readonly value: Id
  onChange(tab: NoInfer<Id>): void
}) {
  return (
    <Radix.Root value={value} onValueChange={(next) => onChange(next as Id)}>
      <Radix.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger key={tab.id} value={tab.id} className={styles.tab}>
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content
          key={tab.id}
          value={tab.id}
          className={styles.panel}
          tabIndex={-1}
          {...(tab.keepMounted === true ? { forceMount: true as const } : {})}
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  )
}
