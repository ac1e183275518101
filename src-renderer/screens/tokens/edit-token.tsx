import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type OwnerReference, type TokenSummary, tokenChange } from '../../../src-shared/schemas/tokens.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange } from '../../api/queries.ts'
import { useTokenChoices } from '../../api/tokens.ts'
import { ErrorNotice } from '../../components/feedback/notice.tsx'
import { EditForm } from '../../components/form/edit-form.tsx'
import { CheckboxGroupField, TextAreaField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useToasts } from '../../components/toast/toast.tsx'
import { LogoField, logoChoice } from '../../components/tokens/logo-field.tsx'

const tokenForm = tokenChange.pick({ name: true, description: true, modules: true }).extend({ logo: logoChoice })

/** The token's name, logo, description and modules as a form with Save and Cancel (MP-4). */
export function EditToken({ token, onDone }: { readonly token: TokenSummary; onDone(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const update = useDeskChange('tokens.update')
  const [base, setBase] = useState(token)
  const name = useRef<HTMLInputElement>(null)
  useEffect(() => name.current?.focus(), [])
  const form = useDeskForm({
    schema: tokenForm,
    defaultValues: valuesOf(token),
    submit: async ({ logo, ...given }) => {
      const saved = await update.mutateAsync({
        ...given,
        ...(logo === 'kept' ? {} : { logo }),
        id: base.id,
        version: base.version,
      })
      toasts.show({ message: t('tokenDetails.saved', { name: saved.name }) })
      onDone()
    },
  })
  const conflictFields = useConflictFields(base)
  const loadTheirs = async () => {
    const fresh = await call('tokens.get', { id: base.id })
    setBase(fresh)
    // A logo that somebody took away cannot be kept any more.
    if (fresh.logoVersion === null && form.fields.getValues('logo') === 'kept') form.fields.setValue('logo', null)
    return valuesOf(fresh)
  }
  return (
    <EditForm form={form} takesFocus onCancel={onDone} conflict={{ loadTheirs, fields: conflictFields }}>
      <TextField ref={name} name="name" label={t('tokenDetails.fields.name')} />
      <LogoField name="logo" label={t('tokenDetails.fields.logo')} current={base} />
      <TextAreaField name="description" label={t('tokenDetails.fields.description')} optional />
      <ModuleChoices token={base} />
    </EditForm>
  )
}

/** The fields of a token of which two versions can be compared, and their values in words. */
function useConflictFields(token: TokenSummary) {
  const { t } = useTranslation()
  const format = useFormat()
  const offered = useChoicesOf(token).data?.modules ?? []
  const known = new Map([...token.modules, ...offered].map(({ code, name }) => [code, name]))
  const modules = (value: unknown) =>
    tokenForm.shape.modules
      .parse(value)
      .map((code) => known.get(code) ?? code)
      .sort(format.compare)
      .join(', ')
  const logo = (value: unknown) => t(`tokenDetails.logo.${value === 'kept' ? 'present' : value ? 'another' : 'none'}`)
  return [
    { name: 'name', label: t('tokenDetails.fields.name') },
    { name: 'logo', label: t('tokenDetails.fields.logo'), say: logo },
    { name: 'description', label: t('tokenDetails.fields.description') },
    { name: 'modules', label: t('tokenDetails.fields.modules'), say: modules },
  ] as const
}

function useChoicesOf({ owner }: TokenSummary) {
  return useTokenChoices({ kind: owner.kind, id: owner.id } as OwnerReference)
}

/** The modules that the owner may be given, and those that the token has although they are not enabled any more. */
function ModuleChoices({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  const choices = useChoicesOf(token)
  if (choices.isError) return <ErrorNotice error={choices.error} />
  if (choices.data === undefined) return null
  const offered = choices.data.modules
  const kept = token.modules.filter(({ code }) => !offered.some((module) => module.code === code))
  return (
    <CheckboxGroupField
      name="modules"
      label={t('tokenDetails.fields.modules')}
      empty={t('tokens.issue.modulesNone')}
      choices={[
        ...offered.map(({ code, name, description }) => ({ value: code, label: name, hint: description ?? undefined })),
        ...kept.map(({ code, name }) => ({ value: code, label: name, hint: t('tokenDetails.moduleOff') })),
      ]}
    />
  )
}

function valuesOf(token: TokenSummary) {
  return {
    name: token.name,
    description: token.description ?? '',
    modules: token.modules.map(({ code }) => code),
    logo: token.logoVersion === null ? null : ('kept' as const),
  }
}
