import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useTokenActions } from '../../api/tokens.ts'
import { Button } from '../../components/button/button.tsx'
import { Notice } from '../../components/feedback/notice.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { Name } from '../../components/format/when.tsx'
import { useUndo } from '../../components/tokens/use-undo.ts'
import styles from './tokens-screen.module.css'

/** Why calls with this token get an error, and what can be done about it; and which token it replaces, or replaces it. */
export function TokenNotice({ token }: { readonly token: TokenSummary }) {
  const { t } = useTranslation()
  const words = useRefusalWords(token)
  const mayUndo = useTokenActions().actionsFor(token).includes('delete')
  const undo = useUndo()
  const { undoableUntil, replaces, replacedBy } = token
  if (words === null && replaces === null && replacedBy === null) return null
  return (
    // A token may be withdrawn by somebody else while its page is open: the words then come by themselves.
    <div className={styles.notice} role="status">
      {words === null ? null : (
        <Notice tone="warning">
          {words.map((sentence) => (
            <span key={sentence}>{sentence} </span>
          ))}
          {undoableUntil !== null && mayUndo ? (
            <Button size="small" onClick={() => undo(token)}>
              {t('withdrawals.undo')}
            </Button>
          ) : null}
        </Notice>
      )}
      {replacedBy === null ? null : <OtherToken words={t('withdrawals.replacedBy')} token={replacedBy} />}
      {replaces === null ? null : <OtherToken words={t('withdrawals.replaces')} token={replaces} />}
    </div>
  )
}

function OtherToken({ words, token }: { readonly words: string; readonly token: { id: string; name: string } }) {
  return (
    <Notice>
      {words}{' '}
      <Link to="/tokens/$id" params={{ id: token.id }} search={{}}>
        <Name>{token.name}</Name>
      </Link>{' '}
      <code>{token.id}</code>
    </Notice>
  )
}

function useRefusalWords(token: TokenSummary): readonly string[] | null {
  const { t } = useTranslation()
  const format = useFormat()
  const { status, owner, removedAt, expiresAt, undoableUntil, withdrawalReason, disableReason, disabledUntil } = token
  const because = (reason: string) => t('withdrawals.because', { reason })
  if (status === 'removed')
    return [
      t('tokenDetails.removedNotice', { date: format.dateTime(removedAt ?? '') }),
      ...(withdrawalReason === null ? [] : [because(t(`withdrawals.reasons.${withdrawalReason}`))]),
      ...(undoableUntil === null ? [] : [t('withdrawals.undoUntil', { time: format.dateTime(undoableUntil) })]),
    ]
  if (status === 'expired') return [t('tokenDetails.expiredNotice', { date: format.dateTime(expiresAt ?? '') })]
  if (status === 'disabled')
    return [
      t('tokenDetails.disabledNotice'),
      ...(disableReason === null ? [] : [because(disableReason)]),
      ...(disabledUntil === null ? [] : [t('withdrawals.disabledUntil', { date: format.dateTime(disabledUntil) })]),
    ]
  return owner.active ? null : [t('tokenDetails.ownerInactive')]
}
