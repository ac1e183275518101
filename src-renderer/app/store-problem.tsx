import { DatabaseZap } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DeskError, type Failure } from '../../src-shared/errors.ts'
import { useDesk } from '../api/desk.tsx'
import { RestoreDialog } from '../components/backups/restore-dialog.tsx'
import { Button } from '../components/button/button.tsx'
import { useErrorWords } from '../components/errors/use-error-words.ts'
import { useAnnounce } from '../components/feedback/announcer.tsx'
import { EmptyState } from '../components/feedback/empty-state.tsx'
import { useStores } from '../components/stores/stores.tsx'
import styles from './store-problem.module.css'

/** The whole window, while the store cannot be used: why, where it is, Try again, and the way to another store. */
export function StoreProblem({
  problem,
  dataFolder,
  onRetried,
}: {
  readonly problem: Failure
  readonly dataFolder: string | null
  onRetried(): Promise<void>
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const announce = useAnnounce()
  const wordsFor = useErrorWords()
  const { current, manage } = useStores()
  const [pending, setPending] = useState(false)
  const [restoring, setRestoring] = useState(false)
  const words = wordsFor(new DeskError(problem))
  const retry = async () => {
    setPending(true)
    try {
      await call('desktop.retryStore', {}).catch(() => undefined)
      await onRetried()
      announce(words)
    } finally {
      setPending(false)
    }
  }
  return (
    <main className={styles.screen} tabIndex={-1}>
      <EmptyState heading icon={DatabaseZap} title={t('errors.store.title')} hint={words}>
        <p className={styles.folder}>
          {current.address === null ? t('errors.store.folder') : t('stores.fields.address')}
          <code>{current.address ?? dataFolder}</code>
        </p>
        <Button variant="primary" pending={pending} onClick={retry} autoFocus>
          {t('actions.tryAgain')}
        </Button>
        {current.kind === 'local' ? (
          <Button onClick={() => setRestoring(true)}>{t('backups.restoreOpen')}</Button>
        ) : null}
        {current.kind === 'local' ? null : <Button onClick={manage}>{t('stores.otherStores')}</Button>}
      </EmptyState>
      {restoring ? <RestoreDialog onClose={() => setRestoring(false)} /> : null}
    </main>
  )
}
