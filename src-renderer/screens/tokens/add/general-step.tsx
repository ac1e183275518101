import { useTranslation } from 'react-i18next'
import type { TokenChoices } from '../../../api/tokens.ts'
import { TextAreaField, TextField } from '../../../components/form/fields.tsx'
import { EndOfEmployment } from '../../../components/tokens/end-of-employment.tsx'
import { ExpirationFields } from '../../../components/tokens/expiration-fields.tsx'
import { LogoField } from '../../../components/tokens/logo-field.tsx'
import { useNameHint } from '../../../components/tokens/use-name-hint.ts'
import { OwnerFields } from './owner-fields.tsx'
import { StepFields } from './step-list.tsx'

const NO_TOKEN = { id: 'TKN-0000-0000', logoVersion: null } as const

/** Who the token is for, its name, its logo, what it is for, and when it ends. */
export function GeneralStep({
  choices,
  offered,
}: {
  readonly choices: TokenChoices
  /** What may be given to the owner, once one is chosen and it is known. */
  readonly offered: TokenChoices | undefined
}) {
  const { t } = useTranslation()
  const nameHint = useNameHint()
  return (
    <StepFields>
      <OwnerFields />
      <TextField name="name" label={t('tokens.issue.name')} hint={nameHint(choices.nameRules)} />
      <ExpirationFields choices={choices} />
      {offered === undefined ? null : <EndOfEmployment choices={offered} />}
      <LogoField name="logo" label={t('tokenDetails.fields.logo')} current={NO_TOKEN} />
      <TextAreaField name="description" label={t('tokens.issue.description')} optional />
    </StepFields>
  )
}
