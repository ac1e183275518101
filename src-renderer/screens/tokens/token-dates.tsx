import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { Name, When } from '../../components/format/when.tsx'
import { Details, Section } from '../../components/page/page.tsx'
import { OwnerLink } from '../../components/tokens/owner-link.tsx'
import styles from './tokens-screen.module.css'

/** Every date of the token, who made it and whose it is. */
export function TokenDates({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  const { createdBy } = token
  const date = (instant: string | null, absent: string) => <When instant={instant} as="dateTime" absent={absent} />
  return (
    <Section title={t('tokenDetails.dates')}>
      <Details
        items={[
          { label: t('tokenDetails.fields.id'), value: <code>{token.id}</code> },
          { label: t('tokenDetails.fields.hint'), value: <code>{token.hint}…</code> },
          { label: t('tokenDetails.fields.owner'), value: <OwnerLink owner={token.owner} /> },
          { label: t('tokenDetails.fields.created'), value: date(token.createdAt, t('none')) },
          {
            label: t('tokenDetails.fields.createdBy'),
            value:
              createdBy === null ? (
                t('none')
              ) : (
                <>
                  <Name>{createdBy.name}</Name> <code className={styles.aside}>{createdBy.id}</code>
                </>
              ),
          },
          { label: t('tokenDetails.fields.lastAccess'), value: date(token.lastAccessAt, t('tokenDetails.neverUsed')) },
          { label: t('tokenDetails.fields.expiration'), value: date(token.expiresAt, t('tokens.noExpiration')) },
          { label: t('tokenDetails.fields.disabled'), value: date(token.disabledAt, t('tokenDetails.notDisabled')) },
          { label: t('tokenDetails.fields.removed'), value: date(token.removedAt, t('tokenDetails.notRemoved')) },
        ]}
      />
    </Section>
  )
}
