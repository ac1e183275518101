import { useTranslation } from 'react-i18next'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import { Button } from '../../components/button/button.tsx'
import { ProgressBar } from '../../components/progress/progress-bar.tsx'
import styles from './import.module.css'

/** A running job with its bar and Cancel. */
export function JobProgress({
  label,
  hint,
  job,
  cancelling,
  onCancel,
}: {
  readonly label: string
  readonly hint: string
  readonly job: Job | null
  readonly cancelling: boolean
  onCancel(): void
}) {
  const { t } = useTranslation()
  return (
    <div className={styles.work}>
      <div className={styles.workLine}>
        <span>{label}</span>
        <Button size="small" pending={cancelling} onClick={onCancel}>
          {cancelling ? t('importing.run.cancelling') : t('actions.cancel')}
        </Button>
      </div>
      <ProgressBar label={label} completed={job?.completed ?? 0} total={job?.total ?? null} />
      <p className={styles.faint}>{hint}</p>
    </div>
  )
}
