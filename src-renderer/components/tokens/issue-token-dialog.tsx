import { type RefObject, useMemo, useRef } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type Expiration, expirationChoice, newToken, type OwnerReference } from '../../../src-shared/schemas/tokens.ts'
import { type CallOutput, useDeskChange } from '../../api/queries.ts'
import { ownTimeZone, useCustomExpiration, useTokenChoices } from '../../api/tokens.ts'
import { Button } from '../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { FormDialog } from '../dialog/form-dialog.tsx'
import { useErrorWords } from '../errors/use-error-words.ts'
import { ErrorState } from '../feedback/error-state.tsx'
import { Skeleton } from '../feedback/skeleton.tsx'
import { CheckboxGroupField, DateField, FieldRow, SelectField, TextAreaField, TextField } from '../form/fields.tsx'
import { useDeskForm, useProblemWords } from '../form/form.tsx'
import { useFormat } from '../format/use-format.ts'
import { Name } from '../format/when.tsx'
import styles from './tokens.module.css'
import { useNameHint } from './use-name-hint.ts'

export type IssuedToken = CallOutput<'tokens.issue'>
type Choices = CallOutput<'tokens.choices'>

interface IssueProps {
  readonly owner: OwnerReference
  readonly ownerName: string
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
  onIssued(issued: IssuedToken): void
}

/** The form for a new token. What it offers is what the desk says this owner may be given. */
export function IssueTokenDialog(props: IssueProps) {
  const { t } = useTranslation()
  const choices = useTokenChoices(props.owner)
  if (choices.data !== undefined) return <IssueForm {...props} choices={choices.data} />
  return (
    <Dialog
      title={t('tokens.issue.title')}
      onClose={props.onClose}
      {...(props.returnFocus === undefined ? {} : { returnFocus: props.returnFocus })}
    >
      <DialogBody>
        {choices.isError ? (
          <ErrorState compact error={choices.error} onRetry={() => void choices.refetch()} />
        ) : (
          ['40%', '100%', '30%', '90%'].map((width) => <Skeleton key={width} width={width} />)
        )}
      </DialogBody>
      <DialogFooter>
        <Button onClick={props.onClose}>{t('actions.cancel')}</Button>
      </DialogFooter>
    </Dialog>
  )
}

/** The contract's schema with the expiration as the form has it: a choice, and a date that counts for Custom only. */
const issueForm = newToken
  .pick({ name: true, description: true, modules: true })
  .extend({ expiration: z.strictObject({ choice: expirationChoice, date: z.string() }) })
  .superRefine(({ expiration }, context) => {
    if (expiration.choice === 'custom' && !z.iso.date().safeParse(expiration.date).success)
      context.addIssue({
        code: 'custom',
        path: ['expiration', 'date'],
        message: 'Give a date that exists.',
        params: { rule: 'date' },
      })
  })

function IssueForm({
  owner,
  ownerName,
  choices,
  returnFocus,
  onClose,
  onIssued,
}: IssueProps & { readonly choices: Choices }) {
  const { t } = useTranslation()
  const issue = useDeskChange('tokens.issue')
  const nameHint = useNameHint()
  const name = useRef<HTMLInputElement>(null)
  const form = useDeskForm({
    schema: issueForm,
    defaultValues: {
      name: choices.suggestedName,
      description: '',
      expiration: { choice: expirationChoice.parse(choices.defaultExpiration), date: '' },
      modules: preselected(owner, choices),
    },
    submit: async (given) =>
      onIssued(
        await issue.mutateAsync({
          owner,
          timeZone: ownTimeZone(),
          name: given.name,
          description: given.description,
          modules: given.modules,
          expiration: expirationOf(given.expiration),
        }),
      ),
  })
  const choice = useWatch({ control: form.fields.control, name: 'expiration.choice' })
  const date = useWatch({ control: form.fields.control, name: 'expiration.date' })
  const offered = useMemo(
    () =>
      choices.expirations
        .map((expiration) => expirationChoice.parse(expiration.choice))
        .map((value) => ({ value, label: t(`tokens.issue.choices.${value}`) })),
    [choices.expirations, t],
  )
  return (
    <FormDialog
      title={t('tokens.issue.title')}
      form={form}
      submitLabel={t('tokens.issue.submit')}
      initialFocus={name}
      {...(returnFocus === undefined ? {} : { returnFocus })}
      onClose={onClose}
    >
      <p className={styles.owner}>
        <span className={styles.ownerLabel}>{t('tokens.issue.owner')}</span>
        <strong>
          <Name>{ownerName}</Name>
        </strong>
      </p>
      <TextField ref={name} name="name" label={t('tokens.issue.name')} hint={nameHint(choices.nameRules)} />
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
      <CheckboxGroupField
        name="modules"
        label={t('tokens.issue.modules')}
        empty={t('tokens.issue.modulesNone')}
        choices={choices.modules.map((module) => ({
          value: module.code,
          label: module.name,
          hint: module.description ?? undefined,
        }))}
      />
      <TextAreaField name="description" label={t('tokens.issue.description')} optional />
    </FormDialog>
  )
}

/** The instant at which the token would end, under the choice. */
function ExpirationInWords({
  choices,
  choice,
  date,
}: {
  readonly choices: Choices
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

function expirationOf({ choice, date }: { readonly choice: Expiration['choice']; readonly date: string }): Expiration {
  return choice === 'custom' ? { choice, date } : { choice }
}

/** A contact's token is for the order status of the customer portal unless somebody says otherwise. */
function preselected(owner: OwnerReference, choices: Choices): string[] {
  if (owner.kind !== 'contact') return []
  return choices.modules.filter((module) => module.code === 'order-status').map((module) => module.code)
}
