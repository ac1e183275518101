import { useId, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAction, BulkPreview, BulkSelection } from '../../../../src-shared/contract/token-bulk.ts'
import type { WithdrawalReason } from '../../../../src-shared/schemas/tokens.ts'
import { Button } from '../../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../../dialog/dialog.tsx'
import { ErrorNotice } from '../../feedback/notice.tsx'
import { Field } from '../../form/field.tsx'
import fields from '../../form/fields.module.css'
import { useFormat } from '../../format/use-format.ts'
import { Name } from '../../format/when.tsx'
import { ProgressBar } from '../../progress/progress-bar.tsx'
import { useToasts } from '../../toast/toast.tsx'
import { WithdrawalReasonField } from '../withdrawal-reason-field.tsx'
import styles from './bulk.module.css'
import { type BulkOutcome, useBulkChange } from './use-bulk-change.ts'
import { bulkToast, useBulkUndo } from './use-bulk-undo.tsx'

/** Above this many, deleting asks for the number, so that nobody does it by habit. */
const DELETED_WITHOUT_TYPING = 20

/** A bulk change in one dialog: what it would do, the question with the safe answer first, the work, and a message at its end. */
export function BulkDialog({
  action,
  selection,
  usualReason = 'no-longer-needed',
  onClose,
  onDone,
}: {
  readonly action: BulkAction
  readonly selection: BulkSelection
  /** Why tokens are removed or deleted where nobody says otherwise. */
  readonly usualReason?: WithdrawalReason
  onClose(): void
  /** The change is over, be it because somebody stopped it. */
  onDone(): void
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const safe = useRef<HTMLButtonElement>(null)
  const sayOutcome = useOutcomeMessage(action)
  const [typed, setTyped] = useState('')
  const [reason, setReason] = useState(usualReason)
  const withdraws = action === 'remove' || action === 'delete'
  const change = useBulkChange(action, selection, (outcome) => {
    sayOutcome(outcome, withdraws && reason !== 'compromised')
    onDone()
  })
  const { step, job } = change
  const count = 'preview' in step ? step.preview.count : 0
  const mustType = action === 'delete' && count > DELETED_WITHOUT_TYPING
  const isConfirmed = !mustType || typed.replaceAll(/\D/gu, '') === String(count)
  const figure = { count, formatted: format.number(count) }
  const isWorking = step.is === 'working'
  return (
    <Dialog
      role="alertdialog"
      title={count === 0 ? t(`bulk.counting.${action}`) : t(`bulk.title.${action}`, figure)}
      description={count === 0 ? undefined : t(`bulk.text.${action}`)}
      initialFocus={safe}
      // What is under way is stopped by its button only, never by an Escape too many.
      onClose={() => (isWorking ? undefined : onClose())}
    >
      <DialogBody>
        {step.is === 'looking' ? (
          <ProgressBar label={t('bulk.looking')} completed={job?.completed ?? 0} total={job?.total ?? null} />
        ) : null}
        {step.is === 'asking' ? <Consequences preview={step.preview} /> : null}
        {step.is === 'asking' && count > 0 && withdraws ? (
          <WithdrawalReasonField value={reason} onChange={setReason} />
        ) : null}
        {step.is === 'asking' && mustType ? (
          <Field label={t('bulk.typeCount')} hint={t('bulk.typeCountHint', { count: figure.formatted as never })}>
            {(ties) => (
              <input
                {...ties}
                className={fields.control}
                inputMode="numeric"
                autoComplete="off"
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            )}
          </Field>
        ) : null}
        {isWorking ? (
          <>
            <ProgressBar
              label={t(`bulk.working.${action}`)}
              completed={job?.completed ?? 0}
              total={job?.total ?? count}
            />
            <p className={styles.faint}>
              {t('bulk.progress', {
                done: format.number(job?.completed ?? 0),
                total: format.number(job?.total ?? count),
              })}{' '}
              · {t('bulk.keepsWhatIsDone')}
            </p>
          </>
        ) : null}
        {step.is === 'failed' ? <ErrorNotice error={step.error} /> : null}
      </DialogBody>
      <DialogFooter>
        <Button ref={safe} pending={isWorking && step.stopping} onClick={isWorking ? change.stop : onClose}>
          {isWorking && step.stopping
            ? t('bulk.cancelling')
            : t(step.is === 'failed' || (step.is === 'asking' && count === 0) ? 'actions.close' : 'actions.cancel')}
        </Button>
        {step.is === 'asking' && count > 0 ? (
          <Button
            variant={action === 'enable' ? 'primary' : 'danger'}
            disabled={!isConfirmed}
            onClick={() => change.start(withdraws ? { reason } : {})}
          >
            {t(`bulk.confirm.${action}`, figure)}
          </Button>
        ) : null}
      </DialogFooter>
    </Dialog>
  )
}

/** Some names among those that will change, and what is left out and why. */
function Consequences({ preview }: { readonly preview: BulkPreview }) {
  const { t } = useTranslation()
  const format = useFormat()
  const heading = useId()
  const { count, examples, skipped } = preview
  const more = count - examples.length
  return (
    <>
      {count === 0 ? <p>{t('bulk.nothing')}</p> : null}
      {examples.length === 0 ? null : (
        <div className={styles.facts}>
          <p id={heading}>{more > 0 ? t('bulk.examples') : t('bulk.examplesAll')}</p>
          <ul aria-labelledby={heading} className={styles.examples}>
            {examples.map((token) => (
              <li key={token.id} className={styles.example}>
                <Name>{token.name}</Name>
                <code>{token.id}</code>
              </li>
            ))}
            {more > 0 ? (
              <li className={styles.faint}>{t('bulk.more', { count: more, formatted: format.number(more) })}</li>
            ) : null}
          </ul>
        </div>
      )}
      {skipped.length === 0 ? null : (
        <ul className={styles.facts}>
          {skipped.map(({ reason, count: left }) => (
            <li key={reason} className={styles.faint}>
              {t(`bulk.skipped.${reason}`, { count: left, formatted: format.number(left) })}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

/** Says how it ended: how many changed, how many others were left out, whether it was stopped, and that it can be undone. */
function useOutcomeMessage(action: BulkAction): (outcome: BulkOutcome, canBeUndone: boolean) => void {
  const { t } = useTranslation()
  const toasts = useToasts()
  const format = useFormat()
  const undo = useBulkUndo()
  return ({ id, changed, leftOut, cancelled }, canBeUndone) => {
    const words = (count: number) => ({ count, formatted: format.number(count) })
    const sentences =
      cancelled && changed === 0
        ? [t('bulk.stoppedAtOnce')]
        : [
            ...(cancelled ? [t('bulk.stopped')] : []),
            t(`bulk.done.${action}`, words(changed)),
            ...(leftOut > 0 ? [t('bulk.leftOut', words(leftOut))] : []),
          ]
    toasts.show({
      id: bulkToast(id),
      tone: cancelled ? 'info' : 'success',
      message: sentences.join(' '),
      ...(canBeUndone && changed > 0 ? { actions: [undo(id, changed)] } : {}),
    })
  }
}
