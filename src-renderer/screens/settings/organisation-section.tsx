import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type Installation, installationChange } from '../../../src-shared/schemas/installation.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { CheckboxField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { FormPart } from './form-part.tsx'
import { SettingForm, useBase } from './setting-form.tsx'

const organisationForm = z
  .object({
    organisation: z.string(),
    apiEndpoint: z.string(),
    technicalUserTokens: z.boolean(),
    passwordTokens: z.boolean(),
    version: z.number(),
  })
  .transform((given): z.input<typeof installationChange> => given)
  .pipe(installationChange)

/** Whose installation this is, where its API is, and what is switched on (AK-1). */
export function OrganisationSection() {
  const installation = useDeskQuery('installation.get', {})
  if (installation.data !== undefined) return <OrganisationForm installation={installation.data} />
  if (installation.isError)
    return <ErrorState compact error={installation.error} onRetry={() => void installation.refetch()} />
  return null
}

function OrganisationForm({ installation }: { readonly installation: Installation }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const update = useDeskChange('installation.update')
  const record = useBase(installation)
  const form = useDeskForm({
    schema: organisationForm,
    defaultValues: valuesOf(installation),
    submit: async (given) => {
      const saved = await update.mutateAsync({ ...given, version: record.base.version })
      record.setBase(saved)
      form.fields.reset(valuesOf(saved))
      toasts.show({ message: t('settings.organisation.saved') })
    },
  })
  return (
    <SettingForm
      form={form}
      record={record}
      valuesOf={valuesOf}
      load={() => call('installation.get', {})}
      fields={(['organisation', 'apiEndpoint', 'technicalUserTokens', 'passwordTokens'] as const).map((name) => ({
        name,
        label: t(`settings.organisation.${name}`),
      }))}
    >
      <FormPart title={t('settings.organisation.title')}>
        <TextField
          name="organisation"
          label={t('settings.organisation.organisation')}
          hint={t('settings.organisation.organisationHint')}
          optional
        />
        <TextField
          name="apiEndpoint"
          inputMode="url"
          label={t('settings.organisation.apiEndpoint')}
          hint={t('settings.organisation.apiEndpointHint')}
          placeholder="https://"
          dir="ltr"
          optional
        />
      </FormPart>
      <FormPart title={t('settings.organisation.switches')}>
        <CheckboxField
          name="technicalUserTokens"
          label={t('settings.organisation.technicalUserTokens')}
          hint={t('settings.organisation.technicalUserTokensHint')}
        />
        <CheckboxField
          name="passwordTokens"
          label={t('settings.organisation.passwordTokens')}
          hint={t('settings.organisation.passwordTokensHint')}
        />
      </FormPart>
    </SettingForm>
  )
}

function valuesOf({ organisation, apiEndpoint, ...rest }: Installation) {
  return { ...rest, organisation: organisation ?? '', apiEndpoint: apiEndpoint ?? '' }
}
