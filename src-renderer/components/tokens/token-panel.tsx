import { useNavigate } from '@tanstack/react-router'
import { KeyRound, Plus } from 'lucide-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { OwnerReference, TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useTokensOf } from '../../api/tokens.ts'
import { Button } from '../button/button.tsx'
import { EmptyState } from '../feedback/empty-state.tsx'
import { ErrorState } from '../feedback/error-state.tsx'
import { When } from '../format/when.tsx'
import { Section } from '../page/page.tsx'
import { type Column, DataTable } from '../table/data-table.tsx'
import { moreRowsOf } from '../table/more-rows.ts'
import { useRowTabIndex } from '../table/row-context.ts'
import { IssueTokenFlow } from './issue-token-flow.tsx'
import { TokenExpiry, TokenModules, TokenName } from './token-cells.tsx'
import { TokenStatusBadge } from './token-status-badge.tsx'
import { useTokenRowActions } from './use-token-row-actions.tsx'

/**
 * One owner's tokens with Generate and the actions of each row, as viewers of people and contacts show them.
 * `mayIssue` is the screen's knowledge of whether this owner can be given a token now.
 */
export function TokenPanel({
  owner,
  ownerName,
  mayIssue,
  title,
  hint,
  autoFocusGenerate = false,
  generateLabel,
  formTitle,
  nameLabel,
  revocable = false,
}: {
  readonly owner: OwnerReference
  readonly ownerName: string
  readonly mayIssue: boolean
  readonly title: string
  readonly hint?: string
  /** Whether Generate takes the focus when the panel arrives, so that Enter is the next step. */
  readonly autoFocusGenerate?: boolean
  /** Where a product row calls the button otherwise: `Generate`, `Create new token`. */
  readonly generateLabel?: string
  /** Where a product row calls the form and its name otherwise: `Create API token`, `Token name`. */
  readonly formTitle?: string
  readonly nameLabel?: string
  /** Whether each row has a button of its own to revoke the token, which is to remove it (AP-2). */
  readonly revocable?: boolean
}) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const tokens = useTokensOf(owner)
  const actions = useTokenRowActions()
  const [issuing, setIssuing] = useState(false)
  const generate = useRef<HTMLButtonElement>(null)
  const wantsFocus = useRef(autoFocusGenerate)
  useEffect(() => {
    // Whoever is at the tabs looks through them.
    const isAtTabs = document.activeElement?.matches('[role="tab"]') === true
    if (wantsFocus.current && !isAtTabs) generate.current?.focus()
  }, [])
  const rows = useMemo(() => (tokens.data ?? []).flatMap((page) => page.rows), [tokens.data])
  const columns = useTokenColumns(actions, revocable)
  return (
    <Section
      title={title}
      {...(hint === undefined ? {} : { hint })}
      flush
      actions={
        mayIssue ? (
          <Button ref={generate} variant="primary" icon={Plus} onClick={() => setIssuing(true)}>
            {generateLabel ?? t('tokens.generate')}
          </Button>
        ) : null
      }
    >
      {tokens.isError && tokens.data === undefined ? (
        <ErrorState compact error={tokens.error} onRetry={() => void tokens.refetch()} />
      ) : tokens.data !== undefined && rows.length === 0 ? (
        <EmptyState
          compact
          icon={KeyRound}
          title={t('tokens.panel.empty')}
          hint={mayIssue ? t('tokens.panel.emptyHint') : t('tokens.panel.emptyRead')}
        />
      ) : (
        <DataTable
          fit="content"
          label={t('tokens.panel.label', { name: ownerName })}
          columns={columns}
          rows={rows}
          rowId={(token) => token.id}
          muted={(token) => token.status !== 'active'}
          loading={tokens.data === undefined}
          more={moreRowsOf(tokens)}
          onOpen={({ id }) => void navigate({ to: '/tokens/$id', params: { id } })}
        />
      )}
      {issuing ? (
        <IssueTokenFlow
          owner={owner}
          ownerName={ownerName}
          {...(formTitle === undefined ? {} : { title: formTitle })}
          {...(nameLabel === undefined ? {} : { nameLabel })}
          returnFocus={generate}
          onClose={() => setIssuing(false)}
        />
      ) : null}
      {actions.dialog}
    </Section>
  )
}

function useTokenColumns(
  actions: ReturnType<typeof useTokenRowActions>,
  revocable: boolean,
): readonly Column<TokenSummary>[] {
  const { t } = useTranslation()
  const latest = useRef(actions)
  latest.current = actions
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('tokens.columns.token'),
        width: 'minmax(190px, 2fr)',
        cell: (token) => <TokenName token={token} />,
      },
      {
        id: 'modules',
        header: t('tokens.columns.modules'),
        width: 'minmax(110px, 1.2fr)',
        hideBelow: 560,
        cell: (token) => <TokenModules modules={token.modules} />,
      },
      {
        id: 'expires',
        header: t('tokens.columns.expires'),
        width: '116px',
        cell: (token) => <TokenExpiry expiresAt={token.expiresAt} />,
      },
      {
        id: 'lastAccess',
        header: t('tokens.columns.lastAccess'),
        width: '116px',
        hideBelow: 720,
        cell: (token) => <When instant={token.lastAccessAt} as="relative" absent={t('never')} />,
      },
      {
        id: 'status',
        header: t('tokens.columns.status'),
        width: '172px',
        cell: (token) => <TokenStatusBadge token={token} />,
      },
      {
        id: 'actions',
        header: t('tokens.columns.actions'),
        width: revocable ? '124px' : '44px',
        headerHidden: true,
        pinned: true,
        align: 'end',
        cell: (token) => (
          <>
            {revocable && token.status !== 'removed' ? (
              <RevokeButton token={token} onRevoke={() => latest.current.start('remove', token)} />
            ) : null}
            {latest.current.menuFor(token)}
          </>
        ),
      },
    ],
    [t, revocable],
  )
}

function RevokeButton({ token, onRevoke }: { readonly token: TokenSummary; onRevoke(): void }) {
  const { t } = useTranslation()
  const tabIndex = useRowTabIndex()
  return (
    <Button
      size="small"
      tabIndex={tabIndex}
      aria-label={t('tokens.actions.revokeOf', { name: token.name })}
      onClick={onRevoke}
    >
      {t('tokens.actions.revoke')}
    </Button>
  )
}
