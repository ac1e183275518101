import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { z } from 'zod'
import { Notice } from '../feedback/notice.tsx'
import { FieldRow, PasswordField } from '../form/fields.tsx'
import { strengthOf } from './passphrase-strength.ts'

/** A new passphrase, twice, with a word on how long it holds, and what nobody can do without it. */
export function NewPassphrase({ autoFocus = false }: { readonly autoFocus?: boolean }) {
  const { t } = useTranslation()
  const { control } = useFormContext()
  const typed = useWatch({ control, name: 'passphrase' })
  const passphrase = typeof typed === 'string' ? typed : ''
  return (
    <>
      <Notice tone="warning">{t('backups.warning')}</Notice>
      <FieldRow>
        <PasswordField
          name="passphrase"
          label={t('backups.passphrase')}
          hint={
            <span aria-live="polite">
              {passphrase === ''
                ? t('backups.passphraseHint')
                : t('backups.strength', { word: t(`backups.strengths.${strengthOf(passphrase)}`) })}
            </span>
          }
          autoComplete="new-password"
          autoFocus={autoFocus}
        />
        <PasswordField name="passphraseAgain" label={t('backups.passphraseAgain')} autoComplete="new-password" />
      </FieldRow>
    </>
  )
}

/** What is wrong where a passphrase was not typed the same twice. */
export function refuseDiffering(
  { passphrase, passphraseAgain }: { readonly passphrase?: string | undefined; readonly passphraseAgain: string },
  context: z.RefinementCtx,
): void {
  if ((passphrase ?? '') === passphraseAgain) return
  context.addIssue({
    code: 'custom',
    path: ['passphraseAgain'],
    message: 'The two passphrases differ.',
    params: { rule: 'passphrasesDiffer' },
  })
}
