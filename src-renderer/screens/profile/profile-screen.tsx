import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { language } from '../../../src-shared/schemas/common.ts'
import { profileChange, type User } from '../../../src-shared/schemas/people.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { EditForm } from '../../components/form/edit-form.tsx'
import { FieldRow, SelectField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { Page, PageBody, PageHeader, Section } from '../../components/page/page.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { TokenPanel } from '../../components/tokens/token-panel.tsx'

/** What the operator may change about themself, and their own tokens (AP-1, AP-2, AP-3). */
export function ProfileScreen() {
  const { t } = useTranslation()
  const profile = useDeskQuery('profile.get', {})
  return (
    <Page>
      <PageHeader title={t('profile.title')} />
      <PageBody>
        {profile.data !== undefined ? (
          <>
            <Section title={t('profile.details')}>
              <ProfileForm profile={profile.data} />
            </Section>
            <TokenPanel
              owner={{ kind: 'user', id: profile.data.id }}
              ownerName={profile.data.fullName}
              mayIssue
              revocable
              title={t('profile.tokens')}
              hint={t('profile.tokensHint')}
              generateLabel={t('profile.createToken')}
              formTitle={t('profile.createToken')}
              nameLabel={t('profile.tokenName')}
            />
          </>
        ) : profile.isError ? (
          <ErrorState error={profile.error} onRetry={() => void profile.refetch()} />
        ) : null}
      </PageBody>
    </Page>
  )
}

const profileForm = profileChange.omit({ version: true }).loose()

function ProfileForm({ profile }: { readonly profile: User }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const update = useDeskChange('profile.update')
  // As it was when the editing began: what others change meanwhile must not slip into it unseen.
  const [base, setBase] = useState(profile)
  const form = useDeskForm({
    schema: profileForm,
    defaultValues: valuesOf(profile),
    submit: async ({ fullName, email, preferredLanguage }) => {
      const saved = await update.mutateAsync({ fullName, email, preferredLanguage, version: base.version })
      setBase(saved)
      form.fields.reset(valuesOf(saved))
      toasts.show({ message: t('profile.saved') })
    },
  })
  const loadTheirs = async () => {
    const fresh = await call('profile.get', {})
    setBase(fresh)
    return valuesOf(fresh)
  }
  const languages = language.options.map((value) => ({ value, label: t(`languages.${value}`) }))
  return (
    <EditForm
      form={form}
      onCancel={() => form.fields.reset()}
      conflict={{
        loadTheirs,
        fields: [
          { name: 'fullName', label: t('users.fields.fullName') },
          { name: 'email', label: t('users.fields.email') },
          {
            name: 'preferredLanguage',
            label: t('users.fields.preferredLanguage'),
            say: (value) => languages.find((choice) => choice.value === value)?.label ?? '',
          },
        ],
      }}
    >
      <FieldRow>
        <TextField name="username" label={t('users.fields.username')} hint={t('profile.usernameHint')} readOnly />
        <TextField name="fullName" label={t('users.fields.fullName')} />
      </FieldRow>
      <FieldRow>
        <TextField name="email" type="email" label={t('users.fields.email')} optional />
        <SelectField name="preferredLanguage" label={t('users.fields.preferredLanguage')} choices={languages} />
      </FieldRow>
    </EditForm>
  )
}

function valuesOf({ username, fullName, email, preferredLanguage }: User) {
  return { username, fullName, email: email ?? '', preferredLanguage }
}
