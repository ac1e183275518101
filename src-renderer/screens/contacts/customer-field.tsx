import { useEffect, useState } from 'react'
import { get, useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import type { CustomerId } from '../../../src-shared/schemas/ids.ts'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { type Choice, Combobox } from '../../components/combobox/combobox.tsx'
import { useErrorWords } from '../../components/errors/use-error-words.ts'

/** The customer of a contact, found by typing, or made on the spot. Fills the form's `customerId`. */
export function CustomerField({
  known,
  autoFocus = false,
}: {
  /** Names of customers by their id: of the one that the form begins with, and of each that is chosen. */
  readonly known: Map<CustomerId, string>
  readonly autoFocus?: boolean
}) {
  const { t } = useTranslation()
  const form = useFormContext()
  const wordsFor = useErrorWords()
  const create = useDeskChange('customers.create')
  // The form's, which may have been set from outside: by the choice between two versions.
  const id = useWatch({ control: form.control, name: 'customerId' }) as CustomerId | undefined
  const label = id === undefined ? undefined : known.get(id)
  const chosen = id === undefined || label === undefined ? null : { id, label }
  const [text, setText] = useState(label ?? '')
  useEffect(() => setText(label ?? ''), [label])
  const [searched, setSearched] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearched(text.trim()), 150)
    return () => clearTimeout(timer)
  }, [text])
  // Once one is chosen, opening the field offers all of them again.
  const search = chosen !== null && searched === chosen.label ? '' : searched
  const found = useDeskQuery(
    'customers.list',
    { active: true, limit: 20, ...(search === '' ? {} : { search }) },
    { keepPrevious: true },
  )
  const choose = (choice: Choice<CustomerId>) => {
    known.set(choice.id, choice.label)
    setText(choice.label)
    form.setValue('customerId', choice.id, { shouldDirty: true, shouldValidate: form.formState.isSubmitted })
  }
  const problem = get(form.formState.errors, 'customerId') as { message?: string } | undefined
  return (
    <Combobox<CustomerId>
      label={t('contacts.fields.customer')}
      error={
        create.error !== null ? wordsFor(create.error) : problem === undefined ? undefined : t('problems.required')
      }
      value={chosen}
      text={text}
      choices={(found.data?.rows ?? []).map((customer) => ({ id: customer.id, label: customer.name }))}
      searching={found.isPending || (searched !== text.trim() && text !== chosen?.label) || create.isPending}
      autoFocus={autoFocus}
      onText={setText}
      onChoose={choose}
      onCreate={(name) =>
        create.mutate({ name, reference: null }, { onSuccess: ({ id, name: label }) => choose({ id, label }) })
      }
    />
  )
}
