import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '../../../src-shared/schemas/ids.ts'
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
  const [customers] = useState(() => new Map([[contact.customer.id, contact.customer.name]]))
  const loadTheirs = async () => {
    const fresh = await call('contacts.get', { id: base.id })
    customers.set(fresh.customer.id, fresh.customer.name)
    setBase(fresh)
    return valuesOf(fresh)
  }
  const fields = [
    { name: 'fullName', label: t('contacts.fields.fullName') },
    {
      name: 'customerId',
      label: t('contacts.fields.customer'),
      say: (id: unknown) => customers.get(id as CustomerId) ?? '',
    },
    { name: 'email', label: t('contacts.fields.email') },
    { name: 'phone', label: t('contacts.fields.phone') },
    { name: 'jobTitle', label: t('contacts.fields.jobTitle') },
  ] as const
  return (
    <EditForm form={form} takesFocus onCancel={onDone} conflict={{ loadTheirs, fields }}>
      <ContactFields customers={customers} />
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
