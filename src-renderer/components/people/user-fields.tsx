import { type Ref, useEffect, useRef } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { language } from '../../../src-shared/schemas/common.ts'
import { role } from '../../../src-shared/schemas/people.ts'
import { CheckboxField, DateField, FieldRow, SelectField, TextField } from '../form/fields.tsx'

/** The fields of a user, in the form around them. */
export function UserFields({
  firstField,
  username,
  kind,
}: {
  readonly firstField?: Ref<HTMLInputElement>
  /** A username is given once and stays. */
  readonly username: 'editable' | 'fixed'
  /** `technical` is a form for technical users alone: it asks for neither kind nor role. */
  readonly kind: 'any' | 'technical'
}) {
  const { t } = useTranslation()
  return (
    <>
      <FieldRow>
        <TextField name="fullName" label={t('users.fields.fullName')} {...(firstField ? { ref: firstField } : {})} />
        {username === 'editable' ? (
          <TextField name="username" label={t('users.fields.username')} hint={t('users.fields.usernameHint')} />
        ) : (
          <TextField name="username" label={t('users.fields.username')} readOnly />
        )}
      </FieldRow>
      <FieldRow>
        <TextField name="email" type="email" label={t('users.fields.email')} optional />
        <SelectField
          name="preferredLanguage"
          label={t('users.fields.preferredLanguage')}
          choices={language.options.map((value) => ({ value, label: t(`languages.${value}`) }))}
        />
      </FieldRow>
      {kind === 'any' ? <KindAndRole /> : null}
      <FieldRow>
        <DateField name="employedFrom" label={t('users.fields.employedFrom')} optional />
        <DateField name="employedUntil" label={t('users.fields.employedUntil')} optional />
      </FieldRow>
    </>
  )
}

/** The box "Technical user?", which clears the role and puts it out of reach (AK-8). */
function KindAndRole() {
  const { t } = useTranslation()
  const { control, setValue, clearErrors } = useFormContext()
  const technical = useWatch({ control, name: 'technical' }) as boolean
  const chosen = useWatch({ control, name: 'role' }) as string
  const lastRole = useRef(chosen)
  if (chosen !== '') lastRole.current = chosen
  useEffect(() => {
    setValue('role', technical ? '' : lastRole.current, { shouldDirty: true })
    if (technical) clearErrors('role')
  }, [technical, setValue, clearErrors])
  const choices = [
    { value: '', label: technical ? t('users.fields.noRole') : t('users.fields.chooseRole') },
    ...role.options.map((value) => ({ value, label: t(`roles.${value}`) })),
  ]
  const known = role.safeParse(chosen)
  return (
    <>
      <CheckboxField name="technical" label={t('users.fields.technical')} hint={t('users.fields.technicalHint')} />
      <SelectField
        name="role"
        label={t('users.fields.role')}
        disabled={technical}
        choices={choices}
        {...(known.success ? { hint: t(`users.roleHints.${known.data}`) } : {})}
      />
    </>
  )
}
