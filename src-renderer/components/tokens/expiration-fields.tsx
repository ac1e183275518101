import { useMemo } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type Expiration, expirationChoice } from '../../../src-shared/schemas/tokens.ts'
import { type TokenChoices, useCustomExpiration } from '../../api/tokens.ts'
import { useErrorWords } from '../errors/use-error-words.ts'
import { useProblemWords } from '../errors/use-problem-words.ts'
import { DateField, FieldRow, SelectField } from '../form/fields.tsx'
import { useFormat } from '../format/use-format.ts'
import styles from './tokens.module.css'

/** An expiration as a form has it: a choice, and a date that counts for Custom only. */
export const expirationInForm = z
  .strictObject({ choice: expirationChoice, date: z.string() })
  .superRefine(({ choice, date }, context) => {
    if (choice === 'custom' && !z.iso.date().safeParse(date).success)
      context.addIssue({
        code: 'custom',
        path: ['date'],
        message: 'Give a date that exists.',
        params: { rule: 'date' },
      })
  })
type ExpirationInForm = z.infer<typeof expirationInForm>

/** What stands in the form at first: what the policy says. */
export function firstExpiration(choices: TokenChoices): ExpirationInForm {
  return { choice: expirationChoice.parse(choices.defaultExpiration), date: '' }
}

/** When the new token ends, inside a Form with `expiration`: what the policy allows, and the resulting instant. */
export function ExpirationFields({ choices }: { readonly choices: TokenChoices }) {
  const { t } = useTranslation()
  const { control } = useFormContext<{ expiration: ExpirationInForm }>()
  const choice = useWatch({ control, name: 'expiration.choice' })
  const date = useWatch({ control, name: 'expiration.date' })
  const offered = useMemo(
    () =>
      choices.expirations
        .map((expiration) => expirationChoice.parse(expiration.choice))
        .map((value) => ({ value, label: t(`tokens.issue.choices.${value}`) })),
    [choices.expirations, t],
  )
  return (
    <div>
      <FieldRow>
        <SelectField name="expiration.choice" label={t('tokens.issue.expiration')} choices={offered} />
        <DateField
          name="expiration.date"
          label={t('tokens.issue.expirationDate')}
          min={choices.earliestDate}
          max={choices.latestDate}
          disabled={choice !== 'custom'}
        />
      </FieldRow>
      <ExpirationInWords choices={choices} choice={choice} date={date} />
    </div>
  )
}

/** The instant at which the token would end, under the choice. */
export function ExpirationInWords({
  choices,
  choice,
  date,
}: {
  readonly choices: TokenChoices
  readonly choice: string
  readonly date: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const isDate = choice === 'custom' && z.iso.date().safeParse(date).success
  const custom = useCustomExpiration(isDate ? date : null)
  const wordsForError = useErrorWords()
  const wordsForProblem = useProblemWords()
  return (
    <p className={styles.instant} aria-live="polite">
      {words()}
    </p>
  )

  function words(): string {
    if (choice === 'custom') {
      if (!isDate)
        return t('tokens.issue.chooseDate', {
          earliest: format.day(choices.earliestDate),
          latest: format.day(choices.latestDate),
        })
      const problem = Object.values(custom.error?.fields ?? {})[0]
      if (custom.error !== null) return problem === undefined ? wordsForError(custom.error) : wordsForProblem(problem)
      if (custom.data === undefined) return ''
      return until(custom.data.expiresAt)
    }
    return until(choices.expirations.find((expiration) => expiration.choice === choice)?.expiresAt ?? null)
  }
  function until(instant: string | null): string {
    return instant === null
      ? t('tokens.issue.validForever')
      : t('tokens.issue.validUntil', { instant: format.full(instant) })
  }
}

/** The expiration as the desk takes it. */
export function expirationOf({
  choice,
  date,
}: {
  readonly choice: Expiration['choice']
  readonly date: string
}): Expiration {
  return choice === 'custom' ? { choice, date } : { choice }
}
