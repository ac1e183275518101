import { Link, useNavigate } from '@tanstack/react-router'
import { KeyRound, Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { TokenId } from '../../../src-shared/schemas/ids.ts'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { useTokenActions } from '../../api/tokens.ts'
import { Button } from '../../components/button/button.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { useFocusBack } from '../../components/form/use-focus-back.ts'
import { Name } from '../../components/format/when.tsx'
import { MoreMenu } from '../../components/menu/menu.tsx'
import { BackWords, backLook, Page, PageBody, PageHeader } from '../../components/page/page.tsx'
import { type Tab, Tabs } from '../../components/tabs/tabs.tsx'
import { OwnerLink } from '../../components/tokens/owner-link.tsx'
import { TokenLogo } from '../../components/tokens/token-logo.tsx'
import { TokenStatusBadge } from '../../components/tokens/token-status-badge.tsx'
import { useTokenRowActions } from '../../components/tokens/use-token-row-actions.tsx'
import { TokenDates } from './token-dates.tsx'
import { TokenGeneral } from './token-general.tsx'
import { TokenModulesTab } from './token-modules-tab.tsx'
import { TokenNotice } from './token-notice.tsx'
import { TokenTrail } from './token-trail.tsx'
import styles from './tokens-screen.module.css'

/** The page of one token (MP-3). `edit` begins with the form. */
export function TokenScreen({ id, edit }: { readonly id: string; readonly edit: boolean }) {
  const token = useDeskQuery('tokens.get', { id: id as TokenId })
  // Deleted while it was looked at: what is still known of it here is not true any more.
  if (token.error?.code === 'NOT_FOUND') return <GoneToken />
  if (token.data !== undefined) return <TokenPage token={token.data} edit={edit} />
  if (token.isError) return <ErrorState error={token.error} onRetry={() => void token.refetch()} />
  return null
}

function GoneToken() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  return (
    <div role="alert">
      <EmptyState heading icon={KeyRound} title={t('tokenDetails.gone')} hint={t('tokenDetails.goneHint')}>
        <Button onClick={() => void navigate({ to: '/tokens' })}>{t('tokenDetails.toList')}</Button>
      </EmptyState>
    </div>
  )
}

type TabId = 'general' | 'modules' | 'details' | 'trail'

function TokenPage({ token, edit }: { readonly token: TokenSummary; readonly edit: boolean }) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayReadTrail = useSession().may('audit.read')
  const mayChange = useTokenActions().mayChange(token)
  const actions = useTokenRowActions((action) => {
    if (action === 'delete') void navigate({ to: '/tokens' })
  })
  const [tab, setTab] = useState<TabId>('general')
  // The token as it was when the editing began: what others change meanwhile must not slip into it unseen.
  const [editing, setEditing] = useState<TokenSummary | null>(edit && mayChange ? token : null)
  const editButton = useFocusBack(editing !== null)
  const startEditing = () => {
    setTab('general')
    setEditing(token)
  }
  const tabs: readonly Tab<TabId>[] = [
    {
      id: 'general',
      label: t('tokenDetails.tabs.general'),
      // What is being typed survives a look at the other tabs.
      keepMounted: editing !== null,
      content: <TokenGeneral token={token} editing={editing} onDone={() => setEditing(null)} />,
    },
    { id: 'modules', label: t('tokenDetails.tabs.modules'), content: <TokenModulesTab token={token} /> },
    { id: 'details', label: t('tokenDetails.tabs.details'), content: <TokenDates token={token} /> },
    ...(mayReadTrail
      ? [{ id: 'trail', label: t('tokenDetails.tabs.trail'), content: <TokenTrail token={token} /> } as const]
      : []),
  ]
  return (
    <Page>
      <PageHeader
        back={
          <Link to="/tokens" className={backLook}>
            <BackWords>{t('tokenDetails.back')}</BackWords>
          </Link>
        }
        title={
          <span className={styles.title}>
            <TokenLogo token={token} />
            <Name>{token.name}</Name>
          </span>
        }
        badge={<TokenStatusBadge token={token} />}
        subtitle={
          <>
            <code>{token.id}</code>
            <OwnerLink owner={token.owner} />
          </>
        }
        actions={
          <>
            <MoreMenu label={t('actions.moreFor', { name: token.name })} items={actions.changesFor(token)} />
            {mayChange && editing === null ? (
              <Button ref={editButton} icon={Pencil} onClick={startEditing}>
                {t('actions.edit')}
              </Button>
            ) : null}
          </>
        }
      />
      <PageBody>
        <TokenNotice token={token} />
        <Tabs label={t('tokenDetails.tabs.label')} value={tab} onChange={setTab} tabs={tabs} />
      </PageBody>
      {actions.dialog}
    </Page>
  )
}
