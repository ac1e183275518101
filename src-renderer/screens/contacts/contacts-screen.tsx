import { useNavigate } from '@tanstack/react-router'
import { ContactRound, FileUp, Plus } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Contact } from '../../../src-shared/schemas/people.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { ActiveBadge } from '../../components/feedback/active-badge.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { Name, When } from '../../components/format/when.tsx'
import { useShortcut } from '../../components/keyboard/use-shortcut.ts'
import { SegmentedFilter } from '../../components/listing/filters.tsx'
import { useListMemory } from '../../components/listing/list-memory.tsx'
import { ListView } from '../../components/listing/list-view.tsx'
import { useListing } from '../../components/listing/use-listing.ts'
import { Page, PageHeader } from '../../components/page/page.tsx'
import type { Column } from '../../components/table/data-table.tsx'
import { NewContactDialog } from './new-contact-dialog.tsx'

type StateFilter = 'all' | 'active' | 'inactive'

/** The listing of contacts. */
export function ContactsScreen() {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const { may } = useSession()
  const mayManage = may('contacts.manage')
  const [state, setState] = useListMemory<StateFilter>('contacts state', 'all')
  const [adding, setAdding] = useState(false)
  const listing = useListing('contacts.list', {
    filter: state === 'all' ? {} : { active: state === 'active' },
    sort: { by: 'fullName', direction: 'ascending' },
  })
  const add = () => setAdding(true)
  useShortcut('n', mayManage ? add : null)
  const columns = useContactColumns()
  const open = (contact: Contact) => void navigate({ to: '/contacts/$id', params: { id: contact.id } })
  const addButton = mayManage ? (
    <Button variant="primary" icon={Plus} onClick={add} aria-keyshortcuts="n">
      {t('contacts.new')}
    </Button>
  ) : null
  const buttons = (
    <>
      {may('people.import') ? (
        <Button icon={FileUp} onClick={() => void navigate({ to: '/import/contacts' })}>
          {t('contacts.import')}
        </Button>
      ) : null}
      {addButton}
    </>
  )
  return (
    <Page>
      <PageHeader title={t('contacts.title')} actions={buttons} />
      <ListView
        listing={listing}
        label={t('contacts.list')}
        searchLabel={t('contacts.search')}
        columns={columns}
        rowId={(contact) => contact.id}
        muted={(contact) => !contact.active || !contact.customer.active}
        onOpen={open}
        filters={
          <SegmentedFilter
            label={t('contacts.filters.state')}
            value={state}
            onChange={setState}
            choices={[
              { value: 'all', label: t('listing.all') },
              { value: 'active', label: t('contacts.filters.active') },
              { value: 'inactive', label: t('contacts.filters.inactive') },
            ]}
          />
        }
        filtered={state !== 'all'}
        onClearFilters={() => setState('all')}
        empty={
          <EmptyState
            icon={ContactRound}
            title={t('contacts.empty')}
            hint={mayManage ? t('contacts.emptyHint') : t('contacts.emptyRead')}
          >
            {buttons}
          </EmptyState>
        }
      />
      {adding ? (
        <NewContactDialog
          onClose={() => setAdding(false)}
          onCreated={(contact) => {
            setAdding(false)
            open(contact)
          }}
        />
      ) : null}
    </Page>
  )
}

function useContactColumns(): readonly Column<Contact, 'fullName' | 'customer' | 'createdAt'>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'fullName',
        header: t('contacts.columns.name'),
        width: 'minmax(150px, 2fr)',
        sortBy: 'fullName',
        cell: (contact) => <Name>{contact.fullName}</Name>,
      },
      {
        id: 'customer',
        header: t('contacts.columns.customer'),
        width: 'minmax(130px, 2fr)',
        sortBy: 'customer',
        cell: (contact) => <Name>{contact.customer.name}</Name>,
      },
      {
        id: 'email',
        header: t('contacts.columns.email'),
        width: 'minmax(130px, 2fr)',
        hideBelow: 670,
        cell: (contact) => (contact.email === null ? t('none') : <Name>{contact.email}</Name>),
      },
      {
        id: 'tokens',
        header: t('contacts.columns.tokens'),
        width: '96px',
        align: 'end',
        cell: (contact) => contact.tokenCount,
      },
      {
        id: 'created',
        header: t('contacts.columns.created'),
        width: '124px',
        hideBelow: 840,
        sortBy: 'createdAt',
        cell: (contact) => <When instant={contact.createdAt} />,
      },
      {
        id: 'state',
        header: t('contacts.columns.state'),
        width: '136px',
        cell: (contact) => <ActiveBadge active={contact.active} />,
      },
    ],
    [t],
  )
}
