import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Contact, newContact } from '../../../src-shared/schemas/people.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange } from '../../api/queries.ts'
import { EditForm } from '../../components/form/edit-form.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { ContactFields } from './contact-fields.tsx'

/** The contact's details as a form with Save and Cancel. */
export function EditContact({ contact, onDone }: { readonly contact: Contact; onDone(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const update = useDeskChange('contacts.update')
  const [base, setBase] = useState(contact)
  const form = useDeskForm({
    schema: newContact,
    defaultValues: valuesOf(contact),
    submit: async (given) => {
      const saved = await update.mutateAsync({ ...given, id: base.id, version: base.version })
      toasts.show({ message: t('contacts.saved', { name: saved.fullName }) })
      onDone()
    },
  })
  const loadNewVersion = async () => {
    const fresh = await call('contacts.get', { id: base.id })
    setBase(fresh)
    form.fields.reset(valuesOf(fresh), { keepDirtyValues: true })
  }
  return (
    <EditForm form={form} onCancel={onDone} onLoadNewVersion={loadNewVersion}>
      <ContactFields key={base.version} customer={{ id: base.customer.id, label: base.customer.name }} />
    </EditForm>
  )
}

function valuesOf(contact: Contact) {
  return {
    customerId: contact.customer.id,
    fullName: contact.fullName,
    email: contact.email ?? '',
    phone: contact.phone ?? '',
    jobTitle: contact.jobTitle ?? '',
  }
}
