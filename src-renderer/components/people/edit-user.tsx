import { useEffect, useRef, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { language } from '../../../src-shared/schemas/common.ts'
import { role, type User } from '../../../src-shared/schemas/people.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange } from '../../api/queries.ts'
import { Notice } from '../feedback/notice.tsx'
import { EditForm } from '../form/edit-form.tsx'
import { useDeskForm } from '../form/form.tsx'
import { useFormat } from '../format/use-format.ts'
import { useToasts } from '../toast/toast.tsx'
import { UserFields } from './user-fields.tsx'
import { userForm, valuesOf } from './user-form.ts'

/** A user's details as a form with Save and Cancel. */
export function EditUser({ user, onDone }: { readonly user: User; onDone(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const update = useDeskChange('users.update')
  const [base, setBase] = useState(user)
  const first = useRef<HTMLInputElement>(null)
  const conflictFields = useConflictFields()
  useEffect(() => first.current?.focus(), [])
  const form = useDeskForm({
    schema: userForm,
    defaultValues: valuesOf(user),
    submit: async ({ username: _username, ...given }) => {
      const saved = await update.mutateAsync({ ...given, id: base.id, version: base.version })
      toasts.show({ message: t('users.saved', { name: saved.fullName }) })
      onDone()
    },
  })
  const technical = useWatch({ control: form.fields.control, name: 'technical' })
  const loadTheirs = async () => {
    const fresh = await call('users.get', { id: base.id })
    setBase(fresh)
    return valuesOf(fresh)
  }
  return (
    <EditForm form={form} takesFocus onCancel={onDone} conflict={{ loadTheirs, fields: conflictFields }}>
      <UserFields firstField={first} username="fixed" kind="any" />
      {technical && base.kind === 'person' ? <Notice tone="warning">{t('users.becomesTechnical')}</Notice> : null}
    </EditForm>
  )
}

/** The fields of a user of which two versions can be compared, and their values in words. */
function useConflictFields() {
  const { t } = useTranslation()
  const format = useFormat()
  const day = (value: unknown) => (typeof value === 'string' && value !== '' ? format.day(value) : '')
  return [
    { name: 'fullName', label: t('users.fields.fullName') },
    { name: 'email', label: t('users.fields.email') },
    {
      name: 'preferredLanguage',
      label: t('users.fields.preferredLanguage'),
      say: (value: unknown) => t(`languages.${language.parse(value)}`),
    },
    {
      name: 'technical',
      label: t('users.fields.kind'),
      say: (value: unknown) => t(`users.kinds.${value === true ? 'technical' : 'person'}`),
    },
    {
      name: 'role',
      label: t('users.fields.role'),
      say: (value: unknown) => (role.safeParse(value).success ? t(`roles.${role.parse(value)}`) : ''),
    },
    { name: 'employedFrom', label: t('users.fields.employedFrom'), say: day },
    { name: 'employedUntil', label: t('users.fields.employedUntil'), say: day },
  ] as const
}
