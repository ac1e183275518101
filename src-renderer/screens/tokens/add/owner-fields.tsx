import { useEffect, useRef, useState } from 'react'
import { get, useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { useDeskQuery } from '../../../api/queries.ts'
import { useSession } from '../../../api/session.tsx'
import { ownToday } from '../../../api/tokens.ts'
import { type Choice, Combobox } from '../../../components/combobox/combobox.tsx'
import { FieldRow, SelectField } from '../../../components/form/fields.tsx'
import { type AddTokenValues, type OwnerChoice, type OwnerInForm, ownerChoice } from './add-token-form.ts'

const DEBOUNCE_MS = 150

/** Whom this operator may make tokens for: the desk decides again. The first one is what the form begins with. */
export function useOwnerChoices(): readonly OwnerChoice[] {
  const { may, operator } = useSession()
  const installation = useDeskQuery('installation.get', {})
  const technical = installation.data?.technicalUserTokens ?? true
  const choices: OwnerChoice[] = ['myself']
  if (may('users.read')) choices.push('user', ...(technical ? (['technical-user'] as const) : []))
  if (may('contacts.read')) choices.push('contact')
  return operator.role === 'support' ? choices.toReversed() : choices
}

/** Who the token is for: oneself, or somebody found by typing. */
export function OwnerFields() {
  const { t } = useTranslation()
  const { operator } = useSession()
  const { control, setValue, clearErrors } = useFormContext<AddTokenValues>()
  const owner = useWatch({ control, name: 'owner' })
  const choices = useOwnerChoices()
  const words = {
    myself: t('addToken.owner.myself'),
    user: t('addToken.owner.user'),
    'technical-user': t('addToken.owner.technicalUser'),
    contact: t('addToken.owner.contact'),
  }
  const choose = (next: OwnerInForm) => {
    setValue('owner', next, { shouldDirty: true })
    clearErrors('owner')
  }
  if (choices.length === 1) return null
  return (
    <FieldRow>
      <SelectField
        name="owner.choice"
        label={t('addToken.owner.kind')}
        choices={choices.map((value) => ({ value, label: words[value] }))}
        onChangeValue={(value) => {
          const choice = ownerChoice.parse(value)
          if (choice === 'myself') choose({ choice, id: operator.id, label: operator.fullName })
          else choose({ choice, id: '', label: '' })
        }}
      />
      {owner.choice === 'myself' ? null : (
        <PersonField key={owner.choice} owner={owner} onChoose={({ id, label }) => choose({ ...owner, id, label })} />
      )}
    </FieldRow>
  )
}

function PersonField({ owner, onChoose }: { readonly owner: OwnerInForm; onChoose(choice: Choice): void }) {
  const { t } = useTranslation()
  const { formState } = useFormContext()
  const chosen = owner.id === '' ? null : { id: owner.id, label: owner.label }
  const [text, setText] = useState(owner.label)
  const [searched, setSearched] = useState('')
  useEffect(() => {
    const timer = setTimeout(() => setSearched(text.trim()), DEBOUNCE_MS)
    return () => clearTimeout(timer)
  }, [text])
  // Once one is chosen, opening the field offers all of them again.
  const found = usePeople(owner.choice, searched === chosen?.label ? '' : searched)
  const label =
    owner.choice === 'contact'
      ? t('addToken.owner.searchContact')
      : owner.choice === 'user'
        ? t('addToken.owner.searchUser')
        : t('addToken.owner.searchTechnicalUser')
  const problem = get(formState.errors, 'owner.id') as { message?: string } | undefined
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (problem !== undefined) place.current?.querySelector('input')?.focus()
  }, [problem])
  return (
    <div ref={place}>
      <Combobox
        label={label}
        error={problem?.message}
        value={chosen}
        text={text}
        choices={found.people}
        searching={found.pending || (searched !== text.trim() && text !== chosen?.label)}
        onText={setText}
        onChoose={(choice) => {
          setText(choice.label)
          onChoose(choice)
        }}
      />
    </div>
  )
}

/** Those of this kind who can be given a token today by part of their names; a contact with the customer, because names repeat. */
function usePeople(kind: OwnerChoice, search: string): { people: readonly Choice[]; pending: boolean } {
  const asked = { active: true, limit: 20, ...(search === '' ? {} : { search }) } as const
  const contacts = useDeskQuery('contacts.list', asked, { enabled: kind === 'contact', keepPrevious: true })
  const users = useDeskQuery(
    'users.list',
    { ...asked, employedOn: ownToday(), kind: kind === 'technical-user' ? 'technical' : 'person' },
    { enabled: kind !== 'contact', keepPrevious: true },
  )
  if (kind === 'contact')
    return {
      people: (contacts.data?.rows ?? []).map(({ id, fullName, customer }) => ({
        id,
        label: `${fullName} · ${customer.name}`,
      })),
      pending: contacts.isPending,
    }
  return {
    people: (users.data?.rows ?? []).map(({ id, fullName }) => ({ id, label: fullName })),
    pending: users.isPending,
  }
}
