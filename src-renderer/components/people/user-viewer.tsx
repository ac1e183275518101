import { KeyRound, Pencil, UserCheck, UserX } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserId } from '../../../src-shared/schemas/ids.ts'
import type { User } from '../../../src-shared/schemas/people.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { ownToday } from '../../api/tokens.ts'
import { Button } from '../button/button.tsx'
import { ErrorState } from '../feedback/error-state.tsx'
import { useFocusBack } from '../form/use-focus-back.ts'
import { Name, When } from '../format/when.tsx'
import { type MenuItem, MoreMenu } from '../menu/menu.tsx'
import { Details, Page, PageBody, PageHeader, Section } from '../page/page.tsx'
import { Tabs } from '../tabs/tabs.tsx'
import { TokenPanel } from '../tokens/token-panel.tsx'
import { ActivityDialog } from './activity-dialog.tsx'
import { EditUser } from './edit-user.tsx'
import { UserStatus } from './employment-badge.tsx'
import { SetupCodeFlow } from './setup-code-flow.tsx'
import { Employment, UserRole } from './user-cells.tsx'

export type UserTab = 'general' | 'tokens'

interface ViewerProps {
  /** The way back to the listing. */
  readonly back: ReactNode
  readonly tab: UserTab
  onTab(tab: UserTab): void
  /** Where a product row calls Generate otherwise. */
  readonly generateLabel?: string
}

/** The viewer of one user, of either kind: what is known, and the tokens. */
export function UserViewer({ id, ...rest }: ViewerProps & { readonly id: string }) {
  const user = useDeskQuery('users.get', { id: id as UserId })
  if (user.data !== undefined) return <Viewer user={user.data} {...rest} />
  if (user.isError) return <ErrorState error={user.error} onRetry={() => void user.refetch()} />
  return null
}

function Viewer({ user, back, tab, onTab, generateLabel }: ViewerProps & { readonly user: User }) {
  const { t } = useTranslation()
  // The user as it was when the editing began: what others change meanwhile must not slip into it unseen.
  const [editing, setEditing] = useState<User | null>(null)
  const editButton = useFocusBack(editing !== null)
  const [asking, setAsking] = useState<'activity' | 'setup-code' | null>(null)
  const mayManage = useSession().may('users.manage')
  const actions = useUserActions(user, setAsking)
  const edit = () => {
    setEditing(user)
    onTab('general')
  }
  return (
    <Page>
      <PageHeader
        back={back}
        title={<Name>{user.fullName}</Name>}
        badge={<UserStatus user={user} />}
        subtitle={
          <>
            <Name>{user.username}</Name>
            <UserRole user={user} />
            <code>{user.id}</code>
          </>
        }
        actions={
          mayManage ? (
            <>
              <MoreMenu label={t('actions.moreFor', { name: user.fullName })} items={actions} />
              {editing === null ? (
                <Button ref={editButton} icon={Pencil} onClick={edit}>
                  {t('actions.edit')}
                </Button>
              ) : null}
            </>
          ) : null
        }
      />
      <PageBody>
        <Tabs
          label={t('users.tabs.label')}
          value={tab}
          onChange={onTab}
          tabs={[
            {
              id: 'general',
              label: t('users.tabs.general'),
              // What is being typed survives a look at the tokens.
              keepMounted: editing !== null,
              content: (
                <Section title={t('users.details')}>
                  {editing === null ? (
                    <UserDetails user={user} />
                  ) : (
                    <EditUser user={editing} onDone={() => setEditing(null)} />
                  )}
                </Section>
              ),
            },
            {
              id: 'tokens',
              label: t('users.tabs.tokens'),
              content: <UserTokens user={user} {...(generateLabel === undefined ? {} : { generateLabel })} />,
            },
          ]}
        />
      </PageBody>
      {asking === 'activity' ? <ActivityDialog user={user} onClose={() => setAsking(null)} /> : null}
      {asking === 'setup-code' ? (
        <SetupCodeFlow user={user} afterCreation={false} onClose={() => setAsking(null)} />
      ) : null}
    </Page>
  )
}

/** What the ••• menu offers: nothing that the desk would refuse for what the user is. */
function useUserActions(user: User, ask: (what: 'activity' | 'setup-code') => void): readonly MenuItem[] {
  const { t } = useTranslation()
  const isSelf = useSession().operator.id === user.id
  const items: MenuItem[] = []
  if (user.kind === 'person' && user.active && !isSelf)
    items.push({ label: t('users.setupCode.issue'), icon: KeyRound, onSelect: () => ask('setup-code') })
  if (!user.active) items.push({ label: t('users.reactivate'), icon: UserCheck, onSelect: () => ask('activity') })
  else if (!isSelf)
    items.push({
      label: t('users.deactivate'),
      icon: UserX,
      tone: 'danger',
      apart: items.length > 0,
      onSelect: () => ask('activity'),
    })
  return items
}

function UserTokens({ user, generateLabel }: { readonly user: User; readonly generateLabel?: string }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const installation = useDeskQuery('installation.get', {})
  const tokensAreOn = user.kind === 'person' || installation.data?.technicalUserTokens !== false
  const employed = isEmployedNow(user)
  const hint = employed ? t('users.tokensHint') : t('users.notEmployedHint')
  return (
    <TokenPanel
      owner={{ kind: user.kind === 'technical' ? 'technical-user' : 'user', id: user.id }}
      ownerName={user.fullName}
      mayIssue={may('tokens.issue') && user.active && employed && tokensAreOn}
      autoFocusGenerate
      title={t('users.tokensSection')}
      hint={!user.active ? t('users.inactiveHint') : tokensAreOn ? hint : t('technicalUsers.tokensOff')}
      {...(generateLabel === undefined ? {} : { generateLabel })}
    />
  )
}

/** As far as the page knows; the desk decides by its own clock. */
function isEmployedNow({ employedFrom, employmentEndsAt }: User): boolean {
  const hasBegun = employedFrom === null || employedFrom <= ownToday()
  return hasBegun && (employmentEndsAt === null || Date.now() < Date.parse(employmentEndsAt))
}

function UserDetails({ user }: { readonly user: User }) {
  const { t } = useTranslation()
  const signIn =
    user.kind === 'technical'
      ? t('users.signIn.never')
      : user.hasPassword
        ? t('users.signIn.password')
        : t('users.signIn.none')
  return (
    <Details
      items={[
        { label: t('users.fields.fullName'), value: <Name>{user.fullName}</Name> },
        { label: t('users.fields.username'), value: <Name>{user.username}</Name> },
        { label: t('users.fields.email'), value: user.email === null ? t('none') : <Name>{user.email}</Name> },
        { label: t('users.fields.preferredLanguage'), value: t(`languages.${user.preferredLanguage}`) },
        { label: t('users.fields.kind'), value: t(`users.kinds.${user.kind}`) },
        ...(user.kind === 'person' ? [{ label: t('users.fields.role'), value: <UserRole user={user} /> }] : []),
        { label: t('users.fields.employment'), value: <Employment user={user} /> },
        { label: t('users.fields.signIn'), value: signIn },
        { label: t('users.fields.created'), value: <When instant={user.createdAt} as="dateTime" /> },
      ]}
    />
  )
}
