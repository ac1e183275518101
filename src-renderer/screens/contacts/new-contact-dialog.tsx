import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '../../../src-shared/schemas/ids.ts'
import { type Contact, newContact } from '../../../src-shared/schemas/people.ts'
import { useDeskChange } from '../../api/queries.ts'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { ContactFields } from './contact-fields.tsx'

/** Adds a contact by hand. */
export function NewContactDialog({ onClose, onCreated }: { onClose(): void; onCreated(contact: Contact): void }) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const create = useDeskChange('contacts.create')
  const [customers] = useState(() => new Map<CustomerId, string>())
  const form = useDeskForm({
    schema: newContact,
    defaultValues: { fullName: '', email: '', phone: '', jobTitle: '' },
    submit: async (given) => {
      const contact = await create.mutateAsync(given)
      toasts.show({ message: t('contacts.created', { name: contact.fullName }) })
      onCreated(contact)
    },
  })
  return (
    <FormDialog title={t('contacts.new')} form={form} submitLabel={t('actions.save')} onClose={onClose}>
      <ContactFields customers={customers} />
    </FormDialog>
  )
}
