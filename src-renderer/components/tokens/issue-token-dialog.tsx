import { type RefObject, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { newToken, type OwnerReference } from '../../../src-shared/schemas/tokens.ts'
import { type CallOutput, useDeskChange } from '../../api/queries.ts'
import { ownTimeZone, preselected, type TokenChoices, useTokenChoices } from '../../api/tokens.ts'
import { Button } from '../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { FormDialog } from '../dialog/form-dialog.tsx'
import { ErrorState } from '../feedback/error-state.tsx'
import { Skeleton } from '../feedback/skeleton.tsx'
import { CheckboxGroupField, TextAreaField, TextField } from '../form/fields.tsx'
import { useDeskForm } from '../form/form.tsx'
import { Name } from '../format/when.tsx'
import { EndOfEmployment } from './end-of-employment.tsx'
import { ExpirationFields, expirationInForm, expirationOf, firstExpiration } from './expiration-fields.tsx'
import styles from './tokens.module.css'
import { useNameHint } from './use-name-hint.ts'

export type IssuedToken = CallOutput<'tokens.issue'>

interface IssueProps {
  readonly owner: OwnerReference
  readonly ownerName: string
  /** Where a product row calls the form otherwise: `Create API token`. */
  readonly title?: string
  /** Where a product row calls the name otherwise: `Token name`. */
  readonly nameLabel?: string
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
  onIssued(issued: IssuedToken): void
}

/** The form for a new token. What it offers is what the desk says this owner may be given. */
export function IssueTokenDialog(props: IssueProps) {
  const { t } = useTranslation()
  const choices = useTokenChoices(props.owner)
  // Not Cancel: an Enter that comes before the form would close what was just asked for.
  const atRest = useRef<HTMLDivElement>(null)
  if (choices.data !== undefined) return <IssueForm {...props} choices={choices.data} />
  return (
    <Dialog
      title={props.title ?? t('tokens.issue.title')}
      onClose={props.onClose}
      initialFocus={atRest}
      {...(props.returnFocus === undefined ? {} : { returnFocus: props.returnFocus })}
    >
      <DialogBody>
        <div ref={atRest} tabIndex={-1} className={styles.atRest}>
          {choices.isError ? (
            <ErrorState compact error={choices.error} onRetry={() => void choices.refetch()} />
          ) : (
            ['40%', '100%', '30%', '90%'].map((width) => <Skeleton key={width} width={width} />)
          )}
        </div>
      </DialogBody>
      <DialogFooter>
        <Button onClick={props.onClose}>{t('actions.cancel')}</Button>
      </DialogFooter>
    </Dialog>
  )
}

const issueForm = newToken
  .pick({ name: true, description: true, modules: true })
  .extend({ expiration: expirationInForm })

function IssueForm({
  owner,
  ownerName,
  title,
  nameLabel,
  choices,
  returnFocus,
  onClose,
  onIssued,
}: IssueProps & { readonly choices: TokenChoices }) {
  const { t } = useTranslation()
  const issue = useDeskChange('tokens.issue')
  const nameHint = useNameHint()
  const name = useRef<HTMLInputElement>(null)
  const form = useDeskForm({
    schema: issueForm,
    defaultValues: {
      name: choices.suggestedName,
      description: '',
      expiration: firstExpiration(choices),
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
  return (
    <FormDialog
      title={title ?? t('tokens.issue.title')}
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
      <TextField
        ref={name}
        name="name"
        label={nameLabel ?? t('tokens.issue.name')}
        hint={nameHint(choices.nameRules)}
      />
      <ExpirationFields choices={choices} />
      <EndOfEmployment choices={choices} />
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
