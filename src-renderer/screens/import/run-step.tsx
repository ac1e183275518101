import { useTranslation } from 'react-i18next'
import { Button } from '../../components/button/button.tsx'
import { ErrorNotice } from '../../components/feedback/notice.tsx'
import styles from './import.module.css'
import { JobProgress } from './job-progress.tsx'
import { StepBody, StepFooter, StepHeading, type StepProps } from './steps.tsx'

/** The import itself: all or nothing. */
export function RunStep({ kind, flow }: StepProps) {
  const { t } = useTranslation()
  const { problem } = flow.state
  if (problem === null || typeof problem === 'string')
    return (
      <StepBody>
        <StepHeading>{t(`importing.run.heading.${kind}`)}</StepHeading>
        <JobProgress
          label={t('importing.run.working')}
          hint={t('importing.run.hint')}
          job={flow.job}
          cancelling={flow.state.cancelling}
          onCancel={flow.cancelJob}
        />
      </StepBody>
    )
  return (
    <>
      <StepBody>
        <StepHeading>{t('importing.run.failed')}</StepHeading>
        <div className={styles.narrow}>
          <ErrorNotice error={problem} />
        </div>
      </StepBody>
      <StepFooter>
        <Button onClick={() => flow.goTo('columns')}>{t('actions.back')}</Button>
        <span className={styles.aside} />
        <Button variant="primary" onClick={flow.prepare}>
          {t('importing.preview.again')}
        </Button>
      </StepFooter>
    </>
  )
}
