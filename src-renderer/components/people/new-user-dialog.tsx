import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { useDeskChange } from '../../api/queries.ts'
import { FormDialog } from '../dialog/form-dialog.tsx'
import { useDeskForm } from '../form/form.tsx'
import { useToasts } from '../toast/toast.tsx'
import { UserFields } from './user-fields.tsx'
import { emptyValues, userForm } from './user-form.ts'

/** Adds a user by hand; with `kind` technical, a technical user and nothing else. */
export function NewUserDialog({
  kind,
  onClose,
  onCreated,
}: {
  readonly kind: 'any' | 'technical'
  onClose(): void
  onCreated(user: User): void
}) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const create = useDeskChange('users.create')
  const first = useRef<HTMLInputElement>(null)
  const form = useDeskForm({
    schema: userForm,
    defaultValues: emptyValues({ technical: kind === 'technical' }),
    submit: async (given) => {
      const user = await create.mutateAsync(given)
      toasts.show({ message: t('users.created', { name: user.fullName }) })
      onCreated(user)
    },
  })
  return (
    <FormDialog
      title={kind === 'technical' ? t('technicalUsers.new') : t('users.new')}
      {...(kind === 'technical' ? { description: t('technicalUsers.newHint') } : {})}
      form={form}
      submitLabel={t('actions.save')}
      initialFocus={first}
      onClose={onClose}
    >
      <UserFields firstField={first} username="editable" kind={kind} />
    </FormDialog>
  )
}
