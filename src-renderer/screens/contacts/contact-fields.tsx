import { useTranslation } from 'react-i18next'
import type { CustomerId } from '../../../src-shared/schemas/ids.ts'
import { FieldRow, TextField } from '../../components/form/fields.tsx'
import { CustomerField } from './customer-field.tsx'

/** The fields of a contact, in the form around them. */
export function ContactFields({ customers }: { readonly customers: Map<CustomerId, string> }) {
  const { t } = useTranslation()
  return (
    <>
      <FieldRow>
        <TextField name="fullName" label={t('contacts.fields.fullName')} />
        <CustomerField known={customers} />
      </FieldRow>
      <FieldRow>
        <TextField name="email" type="email" label={t('contacts.fields.email')} optional />
        <TextField name="phone" type="tel" label={t('contacts.fields.phone')} optional />
      </FieldRow>
      <TextField name="jobTitle" label={t('contacts.fields.jobTitle')} optional />
    </>
  )
}
