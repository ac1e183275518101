import { Blocks } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { Name } from '../../components/format/when.tsx'
import { Section } from '../../components/page/page.tsx'
import styles from './tokens-screen.module.css'

/** What of the API the token reaches, each module with its code and what it is. */
export function TokenModulesTab({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  const known = useDeskQuery('modules.list', {})
  const descriptionOf = (code: string) => known.data?.find((module) => module.code === code)?.description ?? null
  return (
    <Section title={t('tokenDetails.modules')} hint={t('tokenDetails.modulesHint')}>
      {token.modules.length === 0 ? (
        <EmptyState
          compact
          icon={Blocks}
          title={t('tokenDetails.modulesNone')}
          {...(token.status === 'removed' ? {} : { hint: t('tokenDetails.modulesNoneHint') })}
        />
      ) : (
        <ul className={styles.modules}>
          {token.modules.map(({ code, name }) => (
            <li key={code}>
              <div>
                <strong>
                  <Name>{name}</Name>
                </strong>{' '}
                <code className={styles.aside}>{code}</code>
              </div>
              {descriptionOf(code) === null ? null : (
                <div className={styles.faint} dir="auto">
                  {descriptionOf(code)}
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
