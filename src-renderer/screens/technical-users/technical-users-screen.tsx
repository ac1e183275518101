import { useNavigate } from '@tanstack/react-router'
import { Bot, KeyRound, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { Name } from '../../components/format/when.tsx'
import { useShortcut } from '../../components/keyboard/use-shortcut.ts'
import { SegmentedFilter } from '../../components/listing/filters.tsx'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { ListView } from '../../components/listing/list-view.tsx'
import { useListing } from '../../components/listing/use-listing.ts'
import { Page, PageHeader } from '../../components/page/page.tsx'
import { UserStatus } from '../../components/people/employment-badge.tsx'
import { NewUserDialog } from '../../components/people/new-user-dialog.tsx'
import { Employment } from '../../components/people/user-cells.tsx'
import type { Column } from '../../components/table/data-table.tsx'
import { CreateTokenDialog } from './create-token-dialog.tsx'

type State = 'all' | 'active' | 'inactive'

/** The listing of technical users: machines and fictitious accounts. */
export function TechnicalUsersScreen() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const mayManage = useSession().may('users.manage')
  const [state, setState] = useListMemory<State>('technical-users state', 'all')
  const [adding, setAdding] = useState(false)
  const [creating, setCreating] = useState(false)
  const installation = useDeskQuery('installation.get', {})
  const tokensAreOn = installation.data?.technicalUserTokens !== false
  const listing = useListing('users.list', {
    filter: { kind: 'technical', ...(state === 'all' ? {} : { active: state === 'active' }) },
    sort: { by: 'fullName', direction: 'ascending' },
    memory: 'technical-users',
  })
  const add = () => setAdding(true)
  useShortcut('n', mayManage ? add : null)
  const columns = useTechnicalUserColumns()
  const open = (user: User) => void navigate({ to: '/technical-users/$id', params: { id: user.id } })
  const addButton = mayManage ? (
    <Button variant="primary" icon={Plus} onClick={add} aria-keyshortcuts="n">
      {t('technicalUsers.new')}
    </Button>
  ) : null
  return (
    <Page>
      <PageHeader
        title={t('technicalUsers.title')}
        {...(tokensAreOn ? {} : { subtitle: t('technicalUsers.tokensOff') })}
        actions={
          <>
            {mayManage && tokensAreOn ? (
              <Button icon={KeyRound} onClick={() => setCreating(true)}>
                {t('technicalUsers.createToken')}
              </Button>
            ) : null}
            {addButton}
          </>
        }
      />
      <ListView
        listing={listing}
        label={t('technicalUsers.list')}
        searchLabel={t('technicalUsers.search')}
        columns={columns}
        rowId={(user) => user.id}
        muted={(user) => !user.active}
        onOpen={open}
        filters={
          <SegmentedFilter
            label={t('users.filters.state')}
            value={state}
            onChange={setState}
            choices={[
              { value: 'all', label: t('listing.all') },
              { value: 'active', label: t('users.filters.active') },
              { value: 'inactive', label: t('users.filters.inactive') },
            ]}
          />
        }
        filtered={state !== 'all'}
        onClearFilters={() => setState('all')}
        empty={
          <EmptyState icon={Bot} title={t('technicalUsers.empty')} hint={t('technicalUsers.emptyHint')}>
            {addButton}
          </EmptyState>
        }
      />
      {creating ? <CreateTokenDialog onClose={() => setCreating(false)} /> : null}
      {adding ? (
        <NewUserDialog
          kind="technical"
          onClose={() => setAdding(false)}
          onCreated={(user) => {
            setAdding(false)
            open(user)
          }}
        />
      ) : null}
    </Page>
  )
}

function useTechnicalUserColumns(): readonly Column<User, 'fullName' | 'username' | 'createdAt'>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'fullName',
        header: t('users.columns.fullName'),
        width: 'minmax(180px, 2fr)',
        sortBy: 'fullName',
        cell: (user) => <Name>{user.fullName}</Name>,
      },
      {
        id: 'username',
        header: t('users.columns.username'),
        width: 'minmax(140px, 1.5fr)',
        sortBy: 'username',
        cell: (user) => <Name>{user.username}</Name>,
      },
      {
        id: 'employment',
        header: t('technicalUsers.columns.employment'),
        width: 'minmax(196px, 1.5fr)',
        // The status tells of its end.
        hideBelow: 840,
        cell: (user) => <Employment user={user} />,
      },
      {
        id: 'tokens',
        header: t('users.columns.tokens'),
        width: '80px',
        align: 'end',
        cell: (user) => user.tokenCount,
      },
      {
        id: 'status',
        header: t('users.columns.status'),
        width: '196px',
        cell: (user) => <UserStatus user={user} />,
      },
    ],
    [t],
  )
}
