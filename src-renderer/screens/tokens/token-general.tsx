import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { CopyField } from '../../components/clipboard/copy-field.tsx'
import { Name } from '../../components/format/when.tsx'
import { Details, Section } from '../../components/page/page.tsx'
import { TokenValue } from '../../components/tokens/token-value.tsx'
import { EditToken } from './edit-token.tsx'
import styles from './tokens-screen.module.css'

/** What the token is for, or the form that changes it, and what calls with it need. */
export function TokenGeneral({
  token,
  editing,
  onDone,
}: {
  readonly token: TokenSummary
  readonly editing: TokenSummary | null
  onDone(): void
}) {
  const { t } = useTranslation()
  return (
    <>
      <Section title={t('tokenDetails.general')}>
        {editing === null ? (
          <Details
            items={[
              { label: t('tokenDetails.fields.name'), value: <Name>{token.name}</Name> },
              {
                label: t('tokenDetails.fields.description'),
                value:
                  token.description === null ? (
                    t('none')
                  ) : (
                    <span className={styles.lines} dir="auto">
                      {token.description}
                    </span>
                  ),
              },
            ]}
          />
        ) : (
          <EditToken token={editing} onDone={onDone} />
        )}
      </Section>
      <Section title={t('tokenDetails.access')} hint={t('tokenDetails.accessHint')}>
        <dl className={styles.access}>
          <div>
            <dt>{t('tokenDetails.fields.endpoint')}</dt>
            <dd>
              <Endpoint />
            </dd>
          </div>
          <div>
            <dt>{t('tokenDetails.fields.token')}</dt>
            <dd>
              <TokenValue token={token} />
            </dd>
          </div>
        </dl>
      </Section>
    </>
  )
}

/** The address at which the API takes tokens, with Copy (MP-8). */
function Endpoint() {
  const { t } = useTranslation()
  const installation = useDeskQuery('installation.get', {})
  if (installation.data === undefined) return null
  const endpoint = installation.data.apiEndpoint
  if (endpoint === null) return <span className={styles.faint}>{t('tokenDetails.noEndpoint')}</span>
  return (
    <CopyField
      text={endpoint}
      copyLabel={t('tokenDetails.copyEndpoint')}
      copied={t('tokenDetails.endpointCopied', { endpoint })}
    />
  )
}
