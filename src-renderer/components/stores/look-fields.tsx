import { useTranslation } from 'react-i18next'
import { storeColours } from '../../../src-shared/contract/stores.ts'
import { FieldRow, SelectField, TextField } from '../form/fields.tsx'

/** What a store is told by: its name and its colour. */
export function LookFields({ autoFocus = false }: { readonly autoFocus?: boolean }) {
  const { t } = useTranslation()
  return (
    <FieldRow>
      <TextField
        name="name"
        label={t('stores.fields.name')}
        hint={t('stores.fields.nameHint')}
        autoFocus={autoFocus}
        maxLength={60}
      />
      <SelectField
        name="colour"
        label={t('stores.fields.colour')}
        choices={storeColours.map((colour) => ({ value: colour, label: t(`stores.colours.${colour}`) }))}
      />
    </FieldRow>
  )
}
