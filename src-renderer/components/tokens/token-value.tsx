import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { KeptValue } from '../reveal/kept-value.tsx'
import styles from './tokens.module.css'

/**
 * The value of a token: it can be shown and copied where the installation keeps it (MP-10); of all others nothing is known
 * once their reveal is over, but the hint by which they are recognised.
 */
export function TokenValue({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  if (token.recoverable) return <KeptValue key={token.id} id={token.id} />
  return (
    <>
      <code>{token.hint}…</code>
      <p className={styles.aside}>{t('tokenDetails.shownOnce')}</p>
    </>
  )
}
