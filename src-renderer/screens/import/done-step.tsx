import { useNavigate } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../components/button/button.tsx'
import { useAnnounce } from '../../components/feedback/announcer.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import styles from './import.module.css'
import { StepBody, StepFooter, StepHeading, type StepProps } from './steps.tsx'

/** What the import did. */
export function DoneStep({ kind, flow }: StepProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const announce = useAnnounce()
  const { preview } = flow.state
  const say = useEffectEvent(() => {
    if (preview === null) return
    const { new: added, changed } = preview.counts
    announce(t('importing.done.announce', { added: format.number(added), changed: format.number(changed) }))
  })
  useEffect(() => say(), [])
  if (preview === null) return null
  const counts = [
    ['new', preview.counts.new],
    ['changed', preview.counts.changed],
    ['skipped', preview.counts.skipped],
    ['leftOut', preview.counts.wrong],
    ...(kind === 'contacts' ? ([['newCustomers', preview.newCustomers]] as const) : []),
  ] as const
  return (
    <>
      <StepBody>
        <StepHeading>{t('importing.done.heading')}</StepHeading>
        <dl className={styles.counts}>
          {counts.map(([name, count]) => (
            <div key={name} className={styles.count}>
              <dt>{t(`importing.done.${name}`)}</dt>
              <dd>{format.number(count)}</dd>
            </div>
          ))}
        </dl>
      </StepBody>
      <StepFooter>
        <Button onClick={flow.restart}>{t('importing.done.another')}</Button>
        <span className={styles.aside} />
        <Button variant="primary" onClick={() => void navigate({ to: kind === 'contacts' ? '/contacts' : '/users' })}>
          {t(`importing.done.show.${kind}`)}
        </Button>
      </StepFooter>
    </>
  )
}
