import { CircleCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TrailFault, TrailFinding } from '../../../src-shared/schemas/checkpoints.ts'
import { Button } from '../../components/button/button.tsx'
import { Notice } from '../../components/feedback/notice.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import styles from './proof.module.css'

/** What following a trail showed: the first record that is not what was written, how far checkpoints prove it, and whose they are. */
export function Finding({
  finding,
  heading,
  onShow,
  onTrust,
}: {
  readonly finding: TrailFinding
  /** When that was, or of which file. */
  readonly heading: string
  /** Only for the trail that the list shows. */
  onShow?(sequence: number): void
  onTrust?(fingerprint: string): void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { whole, records, fault, provenUpTo, outside, otherKeys } = finding
  return (
    <>
      <p className={styles.when}>{heading}</p>
      {whole ? (
        <p className={styles.whole}>
          <CircleCheck aria-hidden size={16} />
          {t('proof.check.whole', { records: format.number(records) })}
        </p>
      ) : null}
      {fault === null ? null : <Fault fault={fault} onShow={onShow} />}
      {provenUpTo === 0 ? null : (
        <p>
          {t('proof.check.proven', { record: format.number(provenUpTo) })}
          {fault === null && records > provenUpTo ? ` ${t('proof.check.after')}` : null}
        </p>
      )}
      {outside?.reached === false ? <Notice tone="warning">{t('proof.check.notReached')}</Notice> : null}
      {outside === null ? <p className={styles.aside}>{t('proof.check.noOutside')}</p> : null}
      {otherKeys.map(({ fingerprint, since }) => (
        <Notice
          key={fingerprint}
          tone="warning"
          action={
            onTrust === undefined ? undefined : (
              <Button size="small" onClick={() => onTrust(fingerprint)}>
                {t('proof.check.trust')}
              </Button>
            )
          }
        >
          {t('proof.check.otherKey', { record: format.number(since), fingerprint })}
        </Notice>
      ))}
    </>
  )
}

function Fault({
  fault,
  onShow,
}: {
  readonly fault: TrailFault
  readonly onShow: ((sequence: number) => void) | undefined
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const { kind, first, last, checkpointAt } = fault
  const words = kind === 'missing' && first === last ? 'missingOne' : kind
  // Where the record itself is gone, the one before it is what is left to look at.
  const shown = kind === 'missing' || kind === 'cut-off' ? first - 1 : kind === 'rewritten' ? last : first
  return (
    <Notice
      tone="error"
      action={
        shown < 1 || onShow === undefined ? undefined : (
          <Button size="small" onClick={() => onShow(shown)}>
            {t('proof.check.show', { record: format.number(shown) })}
          </Button>
        )
      }
    >
      <strong>{t('proof.check.broken')}</strong>{' '}
      {t(`proof.check.faults.${words}`, {
        first: format.number(first),
        last: format.number(last),
        when: checkpointAt === null ? '' : format.dateTime(checkpointAt),
      })}
    </Notice>
  )
}
