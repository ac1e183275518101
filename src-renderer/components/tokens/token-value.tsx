import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import styles from './tokens.module.css'

/** What can still be known of a token's value: nothing, once its reveal is over, but the hint by which it is recognised. */
export function TokenValue({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  return (
    <>
      <code>{token.hint}…</code>
      <p className={styles.aside}>{t('tokenDetails.shownOnce')}</p>
    </>
  )
}
