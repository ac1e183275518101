import { useTranslation } from 'react-i18next'
import type { useTokenChoices } from '../../../api/tokens.ts'
import { ErrorState } from '../../../components/feedback/error-state.tsx'
import { Skeleton } from '../../../components/feedback/skeleton.tsx'
import { CheckboxGroupField } from '../../../components/form/fields.tsx'
import styles from './add-token.module.css'
import { StepFields } from './step-list.tsx'

/** Only what the desk offers to this owner. */
export function ModulesStep({ offered }: { readonly offered: ReturnType<typeof useTokenChoices> }) {
  const { t } = useTranslation()
  return (
    <StepFields>
      <p className={styles.hint}>{t('addToken.modulesHint')}</p>
      {offered.data !== undefined ? (
        <CheckboxGroupField
          name="modules"
          label={t('tokens.issue.modules')}
          empty={t('tokens.issue.modulesNone')}
          choices={offered.data.modules.map(({ code, name, description }) => ({
            value: code,
            label: name,
            hint: description ?? undefined,
          }))}
        />
      ) : offered.isError ? (
        <ErrorState compact error={offered.error} onRetry={() => void offered.refetch()} />
      ) : (
        ['60%', '80%', '50%'].map((width) => <Skeleton key={width} width={width} />)
      )}
    </StepFields>
  )
}
