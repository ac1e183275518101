import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary, WithdrawalReason } from '../../../src-shared/schemas/tokens.ts'
import type { TokenAction, TokenActionNotes } from '../../api/tokens.ts'
import { ConfirmDialog } from '../dialog/confirm-dialog.tsx'
import { Field } from '../form/field.tsx'
import fields from '../form/fields.module.css'
import { Select } from '../form/select.tsx'
import { Name } from '../format/when.tsx'
import styles from './tokens.module.css'
import { WithdrawalReasonField } from './withdrawal-reason-field.tsx'

/**
 * Asks before a token is disabled, removed or deleted: names it and its owner, says what happens to the calls made with it,
 * and asks why.
 */
export function WithdrawalQuestion({
  action,
  token,
  usualReason,
  onClose,
  onConfirm,
}: {
  readonly action: Exclude<TokenAction, 'enable'>
  readonly token: TokenSummary
  /** Why it is removed or deleted where nobody says otherwise. */
  readonly usualReason: WithdrawalReason
  onClose(): void
  onConfirm(notes: TokenActionNotes): Promise<unknown>
}) {
  const { t } = useTranslation()
  const { owner } = token
  const [reason, setReason] = useState(usualReason)
  const [note, setNote] = useState('')
  const [length, setLength] = useState<keyof typeof LENGTHS_MS>('open')
  const notes = (): TokenActionNotes => {
    if (action !== 'disable') return { reason }
    const lengthMs = LENGTHS_MS[length]
    const until = lengthMs === null ? null : new Date(Date.now() + lengthMs).toISOString()
    return { disable: { reason: note, until } }
  }
  return (
    <ConfirmDialog
      title={t(`tokens.${action}.title`)}
      text={
        <div className={styles.question}>
          <p>
            <strong>
              <Name>{token.name}</Name>
            </strong>
            <br />
            {t('tokens.ofOwner')} <Name>{owner.name}</Name>
            {owner.customer === null ? null : (
              <>
                {' · '}
                <Name>{owner.customer.name}</Name>
              </>
            )}
          </p>
          <p>{t(`tokens.${action}.text`)}</p>
        </div>
      }
      confirmLabel={t(`tokens.actions.${action}`)}
      tone={action === 'disable' ? 'primary' : 'danger'}
      onClose={onClose}
      onConfirm={() => onConfirm(notes())}
    >
      {action === 'disable' ? (
        <>
          <Field label={t('withdrawals.disableReason')} optional>
            {(ties) => (
              <input
                {...ties}
                className={fields.control}
                maxLength={200}
                autoComplete="off"
                value={note}
                onChange={(event) => setNote(event.target.value)}
              />
            )}
          </Field>
          <Field label={t('withdrawals.disableLength')}>
            {(ties) => (
              <Select
                {...ties}
                value={length}
                onChange={(event) => setLength(event.target.value as keyof typeof LENGTHS_MS)}
                choices={LENGTHS.map((each) => ({ value: each, label: t(`withdrawals.lengths.${each}`) }))}
              />
            )}
          </Field>
        </>
      ) : (
        <WithdrawalReasonField value={reason} onChange={setReason} />
      )}
    </ConfirmDialog>
  )
}

const HOUR_MS = 60 * 60_000
/** For how long a token is disabled. */
const LENGTHS_MS = { open: null, '1-hour': HOUR_MS, '1-day': 24 * HOUR_MS, '7-days': 7 * 24 * HOUR_MS } as const
const LENGTHS = Object.keys(LENGTHS_MS) as readonly (keyof typeof LENGTHS_MS)[]
