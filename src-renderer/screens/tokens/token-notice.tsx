import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { Notice } from '../../components/feedback/notice.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import styles from './tokens-screen.module.css'

/** Why calls with this token get an error; nothing where they do not. */
export function TokenNotice({ token }: { readonly token: TokenSummary }) {
  const words = useRefusalWords(token)
  if (words === null) return null
  return (
    // A token may be withdrawn by somebody else while its page is open: the words then come by themselves.
    <div className={styles.notice} role="status">
      <Notice tone="warning">{words}</Notice>
    </div>
  )
}

function useRefusalWords({ status, owner, removedAt, expiresAt }: TokenSummary): string | null {
  const { t } = useTranslation()
  const format = useFormat()
  if (status === 'removed') return t('tokenDetails.removedNotice', { date: format.dateTime(removedAt ?? '') })
  if (status === 'expired') return t('tokenDetails.expiredNotice', { date: format.dateTime(expiresAt ?? '') })
  if (status === 'disabled') return t('tokenDetails.disabledNotice')
  return owner.active ? null : t('tokenDetails.ownerInactive')
}
