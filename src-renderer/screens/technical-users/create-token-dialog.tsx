import { useEffect, useRef, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { calendarDate } from '../../../src-shared/schemas/common.ts'
import type { UserId } from '../../../src-shared/schemas/ids.ts'
import { newToken } from '../../../src-shared/schemas/tokens.ts'
import { type CallOutput, useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { ownTimeZone, ownToday, useTokenChoices } from '../../api/tokens.ts'
import { type Choice, Combobox } from '../../components/combobox/combobox.tsx'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { CheckboxGroupField, DateField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { RevealDialog } from '../../components/reveal/reveal-dialog.tsx'
import { EndOfEmployment } from '../../components/tokens/end-of-employment.tsx'
import { ExpirationInWords } from '../../components/tokens/expiration-fields.tsx'
import { useNameHint } from '../../components/tokens/use-name-hint.ts'

/** From the choice of a technical user who is employed today to the end of the reveal (AK-2, AK-3, AK-4). */
export function CreateTokenDialog({ onClose }: { onClose(): void }) {
  const [issued, setIssued] = useState<CallOutput<'tokens.issue'> | null>(null)
  if (issued !== null)
    return <RevealDialog kind="token" revealId={issued.revealId} name={issued.token.name} onClose={onClose} />
  return <CreateTokenForm onClose={onClose} onIssued={setIssued} />
}

const createForm = newToken.pick({ name: true, modules: true }).extend({
  userId: z.string().min(1, { error: 'Fill this in.' }),
  expiration: z.strictObject({ choice: z.literal('custom'), date: z.union([z.literal(''), calendarDate]) }),
})

function CreateTokenForm({
  onClose,
  onIssued,
}: {
  onClose(): void
  onIssued(issued: CallOutput<'tokens.issue'>): void
}) {
  const { t } = useTranslation()
  const issue = useDeskChange('tokens.issue')
  const modules = useDeskQuery('modules.list', {})
  const [names] = useState(() => new Map<UserId, string>())
  const form = useDeskForm({
    schema: createForm,
    defaultValues: { userId: '', name: '', expiration: { choice: 'custom', date: '' }, modules: [] },
    submit: async ({ userId, name, expiration, modules: chosen }) =>
      onIssued(
        await issue.mutateAsync({
          owner: { kind: 'technical-user', id: userId as UserId },
          name,
          modules: chosen,
          timeZone: ownTimeZone(),
          // None is today: the desk's rule.
          ...(expiration.date === '' ? {} : { expiration }),
        }),
      ),
  })
  const [userId, date] = useWatch({ control: form.fields.control, name: ['userId', 'expiration.date'] })
  const nameHint = useNameHint()
  const owner = { kind: 'technical-user', id: userId as UserId } as const
  // What the policy says of names and dates is known once it is known for whom.
  const { data: choices } = useTokenChoices(owner, { enabled: userId !== '' })
  return (
    <FormDialog title={t('technicalUsers.createToken')} form={form} submitLabel={t('actions.create')} onClose={onClose}>
      <EmployedUserField names={names} />
      <TextField
        name="name"
        label={t('technicalUsers.token.name')}
        hint={choices === undefined ? t('tokens.issue.nameHint') : nameHint(choices.nameRules)}
      />
      <DateField
        name="expiration.date"
        label={t('tokens.issue.expirationDate')}
        hint={t('technicalUsers.token.dateHint')}
        min={ownToday()}
        max={choices?.latestDate}
        optional
      />
      {choices === undefined || date === '' ? null : (
        <ExpirationInWords choices={choices} choice="custom" date={date} />
      )}
      {choices === undefined ? null : <EndOfEmployment choices={choices} />}
      <CheckboxGroupField
        name="modules"
        label={t('tokens.issue.modules')}
        empty={t('tokens.issue.modulesNone')}
        choices={(modules.data ?? [])
          .filter((module) => module.enabled)
          .map((module) => ({ value: module.code, label: module.name, hint: module.description ?? undefined }))}
      />
    </FormDialog>
  )
}

/** One of the technical users who are active and employed today, and nobody else. Fills the form's `userId`. */
function EmployedUserField({ names }: { readonly names: Map<UserId, string> }) {
  const { t } = useTranslation()
  const form = useFormContext()
  const id = useWatch({ control: form.control, name: 'userId' }) as UserId
  const label = names.get(id)
  const chosen: Choice<UserId> | null = label === undefined ? null : { id, label }
  const [text, setText] = useState('')
  const [searched, setSearched] = useState('')
  const today = useRef(ownToday())
  useEffect(() => {
    const timer = setTimeout(() => setSearched(text.trim()), 150)
    return () => clearTimeout(timer)
  }, [text])
  const search = searched === label ? '' : searched
  const found = useDeskQuery(
    'users.list',
    {
      kind: 'technical',
      active: true,
      employedOn: today.current,
      limit: 20,
      ...(search === '' ? {} : { search }),
    },
    { keepPrevious: true },
  )
  const rows = found.data?.rows ?? []
  const problem = form.formState.errors.userId === undefined ? undefined : t('problems.required')
  return (
    <Combobox<UserId>
      label={t('technicalUsers.token.user')}
      hint={t('technicalUsers.token.userHint')}
      error={problem}
      value={chosen}
      text={text}
      choices={rows.map((user) => ({ id: user.id, label: user.fullName }))}
      searching={found.isPending || (searched !== text.trim() && text !== label)}
      autoFocus
      onText={setText}
      onChoose={(choice) => {
        names.set(choice.id, choice.label)
        setText(choice.label)
        form.setValue('userId', choice.id, { shouldDirty: true, shouldValidate: form.formState.isSubmitted })
      }}
    />
  )
}
