import { useMemo } from 'react'
import { useFormContext } from 'react-hook-form'
import { useTranslation } from 'react-i18next'
import { pngOf } from '../../../api/logos.tsx'
import type { TokenChoices } from '../../../api/tokens.ts'
import { Name } from '../../../components/format/when.tsx'
import { Details } from '../../../components/page/page.tsx'
import { EndOfEmployment } from '../../../components/tokens/end-of-employment.tsx'
import { ExpirationInWords } from '../../../components/tokens/expiration-fields.tsx'
import { LogoPicture } from '../../../components/tokens/token-logo.tsx'
import styles from './add-token.module.css'
import type { AddTokenValues } from './add-token-form.ts'
import { StepFields } from './step-list.tsx'

/** Everything that was given, once more, before the token is made. */
export function OverviewStep({ choices }: { readonly choices: TokenChoices }) {
  const { t } = useTranslation()
  const { owner, name, description, modules = [], expiration, logo } = useFormContext<AddTokenValues>().getValues()
  const picture = useMemo(() => (logo === null || logo === 'kept' ? null : pngOf(logo)), [logo])
  const nameOf = (code: string) => choices.modules.find((module) => module.code === code)?.name ?? code
  return (
    <StepFields>
      <p className={styles.hint}>{t('addToken.overviewHint')}</p>
      <div className={styles.summary}>
        <LogoPicture logo={picture} size="large" />
        <Details
          items={[
            { label: t('tokens.issue.name'), value: <Name>{name.trim()}</Name> },
            { label: t('tokenDetails.fields.owner'), value: <Name>{owner.label}</Name> },
            {
              label: t('tokens.issue.expiration'),
              value: <ExpirationInWords choices={choices} choice={expiration.choice} date={expiration.date} />,
            },
            {
              label: t('tokens.issue.modules'),
              value:
                modules.length === 0 ? (
                  t('addToken.modulesNone')
                ) : (
                  <ul>
                    {modules.map((code) => (
                      <li key={code}>
                        <Name>{nameOf(code)}</Name>
                      </li>
                    ))}
                  </ul>
                ),
            },
            {
              label: t('tokens.issue.description'),
              value: (
                <span className={styles.lines} dir="auto">
                  {description?.trim() || t('none')}
                </span>
              ),
            },
          ]}
        />
      </div>
      <EndOfEmployment choices={choices} />
    </StepFields>
  )
}
