import { useTranslation } from 'react-i18next'
import { useStoreName, useStores } from '../components/stores/stores.tsx'
import styles from './store-problem.module.css'

/** The whole window while a store is being opened. It comes in late: most are open before anybody could read it. */
export function Connecting() {
  const { t } = useTranslation()
  const { current } = useStores()
  const nameOf = useStoreName()
  return (
    <main className={styles.screen}>
      <p className={styles.late} role="status">
        {current.kind === 'local' ? t('stores.opening') : t('stores.connecting', { name: nameOf(current) })}
      </p>
    </main>
  )
}
