import { Check, ChevronsUpDown, Database, PlugZap, Settings2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Menu } from '../components/menu/menu.tsx'
import { StoreMark } from '../components/stores/store-mark.tsx'
import { useStoreName, useStores } from '../components/stores/stores.tsx'
import { LinkNotice } from './link-notice.tsx'
import styles from './store-bar.module.css'

/** The window: above, at all times, which store it works on, by name and colour; below, what it shows. */
export function StoreFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className={styles.window}>
      {/* Marked as live, it stays within reach of a screen reader beside an open dialog; the announcer is what speaks. */}
      <div aria-live="off">
        <StoreBar />
        <LinkNotice />
      </div>
      <div className={styles.content}>{children}</div>
    </div>
  )
}

function StoreBar() {
  const { t } = useTranslation()
  const { stores, current, connect, manage, switchTo } = useStores()
  const nameOf = useStoreName()
  const name = nameOf(current)
  return (
    <header className={styles.bar} data-colour={current.colour}>
      <Menu
        align="start"
        heading={t('stores.choose')}
        items={[
          ...stores.map((store) => ({
            label: nameOf(store),
            icon: store.id === current.id ? Check : Database,
            onSelect: () => switchTo(store),
          })),
          { label: t('stores.connectTo'), icon: PlugZap, apart: true, onSelect: connect },
          { label: t('stores.manage'), icon: Settings2, onSelect: manage },
        ]}
      >
        <button type="button" className={styles.store} aria-label={t('stores.bar', { name })}>
          <StoreMark colour={current.colour} />
          <bdi className={styles.name}>{name}</bdi>
          <ChevronsUpDown aria-hidden size={12} />
        </button>
      </Menu>
      {current.address === null ? null : (
        <span className={styles.address}>
          <bdi>{current.address}</bdi>
        </span>
      )}
    </header>
  )
}
