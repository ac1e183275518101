import { Link } from '@tanstack/react-router'
import { CircleCheck, CircleX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Explained } from '../../../src-shared/explain-secrets.ts'
import type { TokenId } from '../../../src-shared/schemas/ids.ts'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { useTokenActions } from '../../api/tokens.ts'
import { Button } from '../../components/button/button.tsx'
import { Notice } from '../../components/feedback/notice.tsx'
import { StatusBadge } from '../../components/feedback/status-badge.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { Name } from '../../components/format/when.tsx'
import { Section } from '../../components/page/page.tsx'
import { BulkDialog } from '../../components/tokens/bulk/bulk-dialog.tsx'
import { OwnerLink } from '../../components/tokens/owner-link.tsx'
import { useTokenRowActions } from '../../components/tokens/use-token-row-actions.tsx'
import styles from './explain.module.css'
import { reasonNow } from './use-explanation.ts'

/** Each token that was found, why it is accepted or not, and what can be done about one that leaked. */
export function Findings({
  name,
  findings,
  beyond,
}: {
  readonly name: string | null
  readonly findings: readonly Explained[]
  readonly beyond: number
}) {
  const { t } = useTranslation()
  const format = useFormat()
  const maySelect = useSession().may('tokens.withdraw')
  const actions = useTokenRowActions(undefined, 'compromised')
  const [removing, setRemoving] = useState<readonly TokenId[] | null>(null)
  const accepted = findings.flatMap(({ reason, token }) => (reason === 'active' && token !== null ? [token.id] : []))
  const figure = (count: number) => ({ count, formatted: format.number(count) })
  const words = t('explain.found', figure(findings.length))
  return (
    <>
      {accepted.length > 0 && name !== null ? (
        <Notice
          tone="warning"
          action={
            maySelect && accepted.length > 1 ? (
              <Button size="small" variant="danger" onClick={() => setRemoving(accepted)}>
                {t('explain.removeAll')}
              </Button>
            ) : null
          }
        >
          {t('explain.leaked', figure(accepted.length))}
        </Notice>
      ) : null}
      <Section title={name === null ? words : t('explain.foundIn', { words, name })} flush>
        <ul className={styles.findings} aria-label={words}>
          {findings.map((finding) => (
            <FindingRow
              key={finding.token?.id ?? `${finding.hint} ${finding.lines[0]}`}
              finding={finding}
              actions={actions}
            />
          ))}
        </ul>
      </Section>
      {beyond > 0 ? <Notice>{t('explain.beyond', figure(beyond))}</Notice> : null}
      {actions.dialog}
      {removing === null ? null : (
        <BulkDialog
          action="remove"
          usualReason="compromised"
          selection={{ by: 'ids', ids: [...removing] }}
          onClose={() => setRemoving(null)}
          onDone={() => setRemoving(null)}
        />
      )}
    </>
  )
}

function FindingRow({
  finding,
  actions,
}: {
  readonly finding: Explained
  readonly actions: ReturnType<typeof useTokenRowActions>
}) {
  const { t } = useTranslation()
  const { actionsFor } = useTokenActions()
  // A token that is withdrawn from here, or by others, says so at once.
  const live = useDeskQuery('tokens.get', { id: finding.token?.id ?? UNKNOWN }, { enabled: finding.token !== null })
  const gone = live.isError && live.error.code === 'NOT_FOUND'
  const token = gone ? null : (live.data ?? finding.token)
  const reason = finding.token === null ? finding.reason : reasonNow(finding.reason, token?.status ?? null)
  const sentence = useSentence({ ...finding, reason, token })
  const isAccepted = reason === 'active'
  const lines = finding.lines.join(', ')
  return (
    <li className={styles.finding}>
      <div className={styles.head}>
        <StatusBadge tone={isAccepted ? 'positive' : 'negative'} icon={isAccepted ? CircleCheck : CircleX}>
          {t(isAccepted ? 'explain.accepted' : 'explain.refused')}
        </StatusBadge>
        <code>{finding.hint}…</code>
        {token === null ? null : (
          <>
            <Link to="/tokens/$id" params={{ id: token.id }} search={{}} className={styles.name}>
              <Name>{token.name}</Name>
            </Link>
            <OwnerLink owner={token.owner} />
          </>
        )}
      </div>
      <p className={styles.sentence}>{sentence}</p>
      <p className={styles.faint}>{t('explain.lines', { lines })}</p>
      {token === null ? null : (
        <div className={styles.rowActions}>
          {actionsFor(token).includes('remove') ? (
            <Button size="small" onClick={() => actions.start('remove', token)}>
              {t('tokens.actions.remove')}
            </Button>
          ) : null}
          {actions.menuFor(token)}
        </div>
      )}
    </li>
  )
}

/** Stands where no token is asked about. */
const UNKNOWN: TokenId = 'TKN-0000-0000'

/** What the reason means for this token, with what is known of it: since when, by whom, why. */
function useSentence({
  reason,
  token,
  withdrawnBy: by,
}: Pick<Explained, 'reason' | 'withdrawnBy'> & { readonly token: TokenSummary | null }): string {
  const { t } = useTranslation()
  const format = useFormat()
  const when = (instant: string | null) => ({
    date: format.dateTime(instant ?? ''),
    ago: format.relative(instant ?? ''),
  })
  const done = (state: 'disabled' | 'removed', instant: string | null, why: string | null) =>
    [
      by === null ? t(`explain.${state}`, when(instant)) : t(`explain.${state}By`, { ...when(instant), by }),
      ...(why === null ? [] : [t('withdrawals.because', { reason: why })]),
    ].join(' ')
  if (token !== null)
    switch (reason) {
      case 'active':
        return token.lastAccessAt === null ? t('explain.neverUsed') : t('explain.lastUsed', when(token.lastAccessAt))
      case 'expired':
        if (token.expiresAt !== null) return t('explain.expired', when(token.expiresAt))
        break
      case 'disabled':
        if (token.disabledAt !== null) return done('disabled', token.disabledAt, token.disableReason)
        break
      case 'removed': {
        const why = token.withdrawalReason
        if (token.removedAt !== null)
          return done('removed', token.removedAt, why === null ? null : t(`withdrawals.reasons.${why}`))
        break
      }
      default:
    }
  return reason === 'deleted' && by !== null ? t('explain.deletedBy', { by }) : t(`explain.reasons.${reason}`)
}
