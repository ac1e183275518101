import { useTranslation } from 'react-i18next'
import type { WithdrawalReason } from '../../../src-shared/schemas/tokens.ts'
import { Field } from '../form/field.tsx'
import { Select } from '../form/select.tsx'

/** What a person can say; that a token was replaced is noted by itself. */
const REASONS = ['no-longer-needed', 'compromised', 'other'] as const

/** Why tokens are withdrawn, which decides whether that can be undone. */
export function WithdrawalReasonField({
  value,
  onChange,
}: {
  readonly value: WithdrawalReason
  onChange(reason: WithdrawalReason): void
}) {
  const { t } = useTranslation()
  return (
    <Field
      label={t('withdrawals.reason')}
      hint={t(value === 'compromised' ? 'withdrawals.neverUndone' : 'withdrawals.canBeUndone')}
    >
      {(ties) => (
        <Select
          {...ties}
          value={value}
          onChange={(event) => onChange(event.target.value as WithdrawalReason)}
          choices={REASONS.map((reason) => ({ value: reason, label: t(`withdrawals.reasons.${reason}`) }))}
        />
      )}
    </Field>
  )
}
