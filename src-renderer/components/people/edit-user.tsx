import { useEffect, useRef, useState } from 'react'
import { useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange } from '../../api/queries.ts'
import { Notice } from '../feedback/notice.tsx'
import { EditForm } from '../form/edit-form.tsx'
import { useDeskForm } from '../form/form.tsx'
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
  const loadNewVersion = async () => {
    const fresh = await call('users.get', { id: base.id })
    setBase(fresh)
    form.fields.reset(valuesOf(fresh), { keepDirtyValues: true })
  }
  return (
    <EditForm form={form} onCancel={onDone} onLoadNewVersion={loadNewVersion}>
      <UserFields firstField={first} username="fixed" kind="any" />
      {technical && base.kind === 'person' ? <Notice tone="warning">{t('users.becomesTechnical')}</Notice> : null}
    </EditForm>
  )
}
