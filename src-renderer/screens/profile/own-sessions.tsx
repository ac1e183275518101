import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OpenSession } from '../../../src-shared/contract/sessions.ts'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { Button } from '../../components/button/button.tsx'
import { ConfirmDialog } from '../../components/dialog/confirm-dialog.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { Skeleton } from '../../components/feedback/skeleton.tsx'
import { When } from '../../components/format/when.tsx'
import { Section } from '../../components/page/page.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import styles from './profile.module.css'

/** Where the operator is signed in: each session, and a way to end the others. */
export function OwnSessions() {
  const { t } = useTranslation()
  const toasts = useToasts()
  const sessions = useDeskQuery('sessions.list', {}, { everyMs: 60_000 })
  const end = useDeskChange('sessions.end')
  const endOthers = useDeskChange('sessions.endOthers')
  const [ending, setEnding] = useState<OpenSession | 'others' | null>(null)
  const rows = sessions.data?.rows ?? []
  const confirm = async (what: OpenSession | 'others') => {
    if (what === 'others') await endOthers.mutateAsync({})
    else await end.mutateAsync({ id: what.id })
    await sessions.refetch()
    toasts.show({ message: t('profile.sessions.ended') })
  }
  return (
    <Section
      title={t('profile.sessions.title')}
      hint={t('profile.sessions.hint')}
      actions={
        rows.length > 1 ? <Button onClick={() => setEnding('others')}>{t('profile.sessions.endOthers')}</Button> : null
      }
    >
      {sessions.isError && sessions.data === undefined ? (
        <ErrorState compact error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : sessions.data === undefined ? (
        <Skeleton />
      ) : (
        <ul className={styles.sessions} aria-label={t('profile.sessions.title')}>
          {rows.map((session) => (
            <SessionRow key={session.id} session={session} onEnd={() => setEnding(session)} />
          ))}
        </ul>
      )}
      {ending === null ? null : (
        <ConfirmDialog
          title={t(ending === 'others' ? 'profile.sessions.endOthers' : 'profile.sessions.end')}
          text={t(ending === 'others' ? 'profile.sessions.endOthersText' : 'profile.sessions.endText')}
          confirmLabel={t(ending === 'others' ? 'profile.sessions.endOthers' : 'profile.sessions.end')}
          onConfirm={() => confirm(ending)}
          onClose={() => setEnding(null)}
        />
      )}
    </Section>
  )
}

function SessionRow({ session, onEnd }: { readonly session: OpenSession; onEnd(): void }) {
  const { t } = useTranslation()
  const { client, address, current, locked, createdAt, lastSeenAt } = session
  const where = [client ?? t('profile.sessions.here'), address].filter((part) => part !== null).join(', ')
  return (
    <li className={styles.session}>
      <div>
        <div>
          <bdi>{where}</bdi>
        </div>
        <div className={styles.sessionTimes}>
          {t('profile.sessions.since')} <When instant={createdAt} as="dateTime" /> · {t('profile.sessions.lastSeen')}{' '}
          <When instant={lastSeenAt} as="relative" />
          {locked ? ` · ${t('profile.sessions.locked')}` : ''}
        </div>
      </div>
      {current ? (
        <span className={styles.sessionTimes}>{t('profile.sessions.current')}</span>
      ) : (
        <Button onClick={onEnd} aria-label={t('profile.sessions.endOf', { where })}>
          {t('profile.sessions.end')}
        </Button>
      )}
    </li>
  )
}
