import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '../../../src-shared/contract/jobs.ts'
import type { JobId } from '../../../src-shared/schemas/ids.ts'
import { useDesk } from '../../api/desk.tsx'
import { Button } from '../button/button.tsx'
import { ProgressBar } from './progress-bar.tsx'
import styles from './running-job.module.css'

/** A running job with its bar, what may be done meanwhile, and Cancel. */
export function RunningJob({
  id,
  job,
  label,
  hint,
}: {
  readonly id: JobId
  /** As it stands; undefined until that is known. */
  readonly job: Job | undefined
  readonly label: string
  readonly hint: string
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const [cancelling, setCancelling] = useState(false)
  const cancel = () => {
    setCancelling(true)
    call('jobs.cancel', { id }).catch(() => setCancelling(false))
  }
  return (
    <>
      <div className={styles.line}>
        <span>{label}</span>
        <Button size="small" pending={cancelling} onClick={cancel}>
          {t(cancelling ? 'actions.cancelling' : 'actions.cancel')}
        </Button>
      </div>
      <ProgressBar label={label} completed={job?.completed ?? 0} total={job?.total ?? null} />
      <p className={styles.hint}>{hint}</p>
    </>
  )
}
