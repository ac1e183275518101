import { useNavigate } from '@tanstack/react-router'
import { FileUp, Plus, Users } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type Role, role, type User, type UserKind } from '../../../src-shared/schemas/people.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { Name } from '../../components/format/when.tsx'
import { useShortcut } from '../../components/keyboard/use-shortcut.ts'
import { SegmentedFilter, SelectFilter } from '../../components/listing/filters.tsx'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { ListView } from '../../components/listing/list-view.tsx'
import { useListing } from '../../components/listing/use-listing.ts'
import { Page, PageHeader } from '../../components/page/page.tsx'
import { UserStatus } from '../../components/people/employment-badge.tsx'
import { NewUserDialog } from '../../components/people/new-user-dialog.tsx'
import { SetupCodeFlow } from '../../components/people/setup-code-flow.tsx'
import { UserRole } from '../../components/people/user-cells.tsx'
import type { Column } from '../../components/table/data-table.tsx'

type State = 'all' | 'active' | 'inactive'
interface Filter {
  readonly kind: 'all' | UserKind
  readonly role: '' | Role
  readonly state: State
}
const EVERYBODY: Filter = { kind: 'all', role: '', state: 'all' }

/** The listing of everybody who has a user record, fictitious accounts too (P4-1). */
export function UsersScreen() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { may } = useSession()
  const mayManage = may('users.manage')
  const [filter, setFilter] = useListMemory('users filter', EVERYBODY)
  const [adding, setAdding] = useState(false)
  const [offered, setOffered] = useState<User | null>(null)
  const listing = useListing('users.list', {
    filter: {
      ...(filter.kind === 'all' ? {} : { kind: filter.kind }),
      ...(filter.role === '' ? {} : { role: filter.role }),
      ...(filter.state === 'all' ? {} : { active: filter.state === 'active' }),
    },
    sort: { by: 'fullName', direction: 'ascending' },
  })
  const add = () => setAdding(true)
  useShortcut('n', mayManage ? add : null)
  const columns = useUserColumns()
  const open = (user: User) => void navigate({ to: '/users/$id', params: { id: user.id } })
  const addButton = mayManage ? (
    <Button variant="primary" icon={Plus} onClick={add} aria-keyshortcuts="n">
      {t('users.new')}
    </Button>
  ) : null
  const importButton = may('people.import') ? (
    <Button icon={FileUp} onClick={() => void navigate({ to: '/import/users' })}>
      {t('users.import')}
    </Button>
  ) : null
  const buttons = (
    <>
      {importButton}
      {addButton}
    </>
  )
  return (
    <Page>
      <PageHeader title={t('users.title')} actions={buttons} />
      <ListView
        listing={listing}
        label={t('users.list')}
        searchLabel={t('users.search')}
        columns={columns}
        rowId={(user) => user.id}
        muted={(user) => !user.active}
        onOpen={open}
        filters={<UserFilters filter={filter} onChange={setFilter} />}
        filtered={filter.kind !== 'all' || filter.role !== '' || filter.state !== 'all'}
        onClearFilters={() => setFilter(EVERYBODY)}
        empty={
          <EmptyState icon={Users} title={t('users.empty')} hint={t('users.emptyHint')}>
            {buttons}
          </EmptyState>
        }
      />
      {adding ? (
        <NewUserDialog
          kind="any"
          onClose={() => setAdding(false)}
          onCreated={(user) => {
            setAdding(false)
            if (user.kind === 'person') setOffered(user)
            else open(user)
          }}
        />
      ) : null}
      {offered === null ? null : <SetupCodeFlow user={offered} afterCreation onClose={() => open(offered)} />}
    </Page>
  )
}

function UserFilters({ filter, onChange }: { readonly filter: Filter; onChange(filter: Filter): void }) {
  const { t } = useTranslation()
  return (
    <>
      <SegmentedFilter
        label={t('users.filters.kind')}
        value={filter.kind}
        // A technical user has no role to filter by.
        onChange={(kind) => onChange({ ...filter, kind, ...(kind === 'technical' ? { role: '' as const } : {}) })}
        choices={[
          { value: 'all', label: t('users.filters.all') },
          { value: 'person', label: t('users.filters.people') },
          { value: 'technical', label: t('users.filters.technical') },
        ]}
      />
      {filter.kind === 'technical' ? null : (
        <SelectFilter
          label={t('users.filters.role')}
          value={filter.role}
          onChange={(chosen) => onChange({ ...filter, role: chosen })}
          choices={[
            { value: '', label: t('users.filters.anyRole') },
            ...role.options.map((value) => ({ value, label: t(`roles.${value}`) })),
          ]}
        />
      )}
      <SelectFilter
        label={t('users.filters.state')}
        value={filter.state === 'all' ? '' : filter.state}
        onChange={(state) => onChange({ ...filter, state: state === '' ? 'all' : state })}
        choices={[
          { value: '', label: t('users.filters.anyState') },
          { value: 'active', label: t('users.filters.active') },
          { value: 'inactive', label: t('users.filters.inactive') },
        ]}
      />
    </>
  )
}

function useUserColumns(): readonly Column<User, 'fullName' | 'username' | 'createdAt'>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'fullName',
        header: t('users.columns.fullName'),
        width: 'minmax(136px, 2fr)',
        sortBy: 'fullName',
        cell: (user) => <Name>{user.fullName}</Name>,
      },
      {
        id: 'username',
        header: t('users.columns.username'),
        width: 'minmax(96px, 1.3fr)',
        sortBy: 'username',
        cell: (user) => <Name>{user.username}</Name>,
      },
      {
        id: 'email',
        header: t('users.columns.email'),
        width: 'minmax(88px, 2fr)',
        hideBelow: 780,
        cell: (user) => (user.email === null ? t('none') : <Name>{user.email}</Name>),
      },
      {
        id: 'role',
        header: t('users.columns.role'),
        width: '146px',
        cell: (user) => <UserRole user={user} />,
      },
      {
        id: 'tokens',
        header: t('users.columns.tokens'),
        width: '68px',
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
