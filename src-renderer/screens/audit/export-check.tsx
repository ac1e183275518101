import { useTranslation } from 'react-i18next'
import { Button } from '../../components/button/button.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { ProgressBar } from '../../components/progress/progress-bar.tsx'
import { Finding } from './finding.tsx'
import styles from './proof.module.css'
import type { ExportCheck } from './use-export-check.ts'

/** How far the check of an exported file is, and what it has shown. */
export function ExportCheckOutcome({ state, onCancel }: { readonly state: ExportCheck; onCancel(): void }) {
  const { t } = useTranslation()
  switch (state.is) {
    case 'none':
      return null
    case 'cancelled':
      return <Notice>{t('proof.check.cancelled')}</Notice>
    case 'failed':
      return state.error === 'unreadable' ? (
        <Notice tone="error">{t('importing.file.unreadable')}</Notice>
      ) : (
        <ErrorNotice error={state.error} />
      )
    case 'done':
      return <Finding finding={state.finding} heading={t('proof.check.inFile', { name: state.name })} />
    case 'running':
      return (
        <>
          <div className={styles.workLine}>
            <span>{t('proof.check.running')}</span>
            <Button size="small" onClick={onCancel}>
              {t('actions.cancel')}
            </Button>
          </div>
          <ProgressBar label={t('proof.check.running')} completed={state.completed} total={state.total} />
        </>
      )
  }
}
