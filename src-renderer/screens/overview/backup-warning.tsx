import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DeskError } from '../../../src-shared/errors.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { useErrorWords } from '../../components/errors/use-error-words.ts'
import { Notice } from '../../components/feedback/notice.tsx'

/** A backup that failed, for those who can do something about it. Nothing where none has. */
export function BackupWarning() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const wordsFor = useErrorWords()
  const mayManage = useSession().may('store.manage')
  const backups = useDeskQuery('backups.get', {}, { enabled: mayManage, everyMs: 60_000 })
  const error = backups.data?.last?.error
  if (error === null || error === undefined) return null
  return (
    <Notice
      tone="warning"
      action={
        <Button size="small" onClick={() => void navigate({ to: '/settings', search: { tab: 'store' } })}>
          {t('backups.lookAt')}
        </Button>
      }
    >
      {t('backups.failedShort')} {wordsFor(new DeskError(error))}
    </Notice>
  )
}
