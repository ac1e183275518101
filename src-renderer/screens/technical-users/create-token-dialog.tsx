import { useEffect, useRef, useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { calendarDate } from '../../../src-shared/schemas/common.ts'
import type { UserId } from '../../../src-shared/schemas/ids.ts'
import type { User } from '../../../src-shared/schemas/people.ts'
import { newToken } from '../../../src-shared/schemas/tokens.ts'
import { type CallOutput, useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { ownTimeZone, ownToday, useTokenChoices } from '../../api/tokens.ts'
import { type Choice, Combobox } from '../../components/combobox/combobox.tsx'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { CheckboxGroupField, DateField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { RevealDialog } from '../../components/reveal/reveal-dialog.tsx'
import { EmploymentNotice } from '../../components/tokens/employment-notice.tsx'
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
  expiration: z.strictObject({ date: z.union([z.literal(''), calendarDate]) }),
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
  const [users] = useState(() => new Map<UserId, User>())
  const form = useDeskForm({
    schema: createForm,
    defaultValues: { userId: '', name: '', expiration: { date: '' }, modules: [] },
    submit: async ({ userId, name, expiration: { date }, modules: chosen }) =>
      onIssued(
        await issue.mutateAsync({
          owner: { kind: 'technical-user', id: userId as UserId },
          name,
          modules: chosen,
          timeZone: ownTimeZone(),
          // None is today: the desk's rule.
          ...(date === '' ? {} : { expiration: { choice: 'custom', date } }),
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
      <EmployedUserField users={users} />
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
      <EndOfEmployment users={users} />
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
function EmployedUserField({ users }: { readonly users: Map<UserId, User> }) {
  const { t } = useTranslation()
  const form = useFormContext()
  const id = useWatch({ control: form.control, name: 'userId' }) as UserId
  const label = users.get(id)?.fullName
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
        const user = rows.find((row) => row.id === choice.id)
        if (user !== undefined) users.set(user.id, user)
        setText(choice.label)
        form.setValue('userId', choice.id, { shouldDirty: true, shouldValidate: form.formState.isSubmitted })
      }}
    />
  )
}

/** Says so where the token would outlive its user's employment, with which it ends. */
function EndOfEmployment({ users }: { readonly users: Map<UserId, User> }) {
  const format = useFormat()
  const { control } = useFormContext()
  const user = users.get(useWatch({ control, name: 'userId' }) as UserId)
  const date = useWatch({ control, name: 'expiration.date' }) as string
  const until = user?.employedUntil ?? null
  if (until === null || date <= until) return null
  return <EmploymentNotice date={format.day(until)} />
}
