import { Link } from '@tanstack/react-router'
import { Pencil, UserCheck, UserX } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ContactId } from '../../../src-shared/schemas/ids.ts'
import type { Contact } from '../../../src-shared/schemas/people.ts'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { useSession } from '../../api/session.tsx'
import { Button } from '../../components/button/button.tsx'
import { ConfirmDialog } from '../../components/dialog/confirm-dialog.tsx'
import { ActiveBadge } from '../../components/feedback/active-badge.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { useFocusBack } from '../../components/form/use-focus-back.ts'
import { Name, When } from '../../components/format/when.tsx'
import { MoreMenu } from '../../components/menu/menu.tsx'
import { BackWords, backLook, Details, Page, PageBody, PageHeader, Section } from '../../components/page/page.tsx'
import { Tabs } from '../../components/tabs/tabs.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { TokenPanel } from '../../components/tokens/token-panel.tsx'
import { EditContact } from './edit-contact.tsx'

export type ContactTab = 'general' | 'tokens'

/** The viewer of one contact. `tab` is the one to show first. */
export function ContactScreen({ id, tab = 'general' }: { readonly id: string; readonly tab?: ContactTab }) {
  const contact = useDeskQuery('contacts.get', { id: id as ContactId })
  if (contact.data !== undefined) return <ContactViewer contact={contact.data} firstTab={tab} />
  if (contact.isError) return <ErrorState error={contact.error} onRetry={() => void contact.refetch()} />
  return null
}

function ContactViewer({ contact, firstTab }: { readonly contact: Contact; readonly firstTab: ContactTab }) {
  const { t } = useTranslation()
  const { may } = useSession()
  const toasts = useToasts()
  const [tab, setTab] = useState<ContactTab>(firstTab)
  // The contact as it was when the editing began: what others change meanwhile must not slip into it unseen.
  const [editing, setEditing] = useState<Contact | null>(null)
  const editButton = useFocusBack(editing !== null)
  const [asking, setAsking] = useState<'deactivate' | 'reactivate' | null>(null)
  const deactivate = useDeskChange('contacts.deactivate')
  const reactivate = useDeskChange('contacts.reactivate')
  const mayManage = may('contacts.manage')
  const mayIssue = may('tokens.issue') && contact.active && contact.customer.active
  const edit = () => {
    setTab('general')
    setEditing(contact)
  }
  const panel = (title: string, autoFocus: boolean) => (
    <TokenPanel
      owner={{ kind: 'contact', id: contact.id }}
      ownerName={contact.fullName}
      mayIssue={mayIssue}
      autoFocusGenerate={autoFocus}
      title={title}
      hint={
        !contact.active
          ? t('contacts.inactiveHint')
          : !contact.customer.active
            ? t('contacts.customerInactiveHint')
            : t('contacts.keysHint')
      }
    />
  )
  return (
    <Page>
      <PageHeader
        back={
          <Link to="/contacts" className={backLook}>
            <BackWords>{t('contacts.title')}</BackWords>
          </Link>
        }
        title={<Name>{contact.fullName}</Name>}
        badge={<ActiveBadge active={contact.active} />}
        subtitle={
          <>
            <Name>{contact.customer.name}</Name>
            <code>{contact.id}</code>
          </>
        }
        actions={
          mayManage ? (
            <>
              <MoreMenu
                label={t('actions.moreFor', { name: contact.fullName })}
                items={[
                  contact.active
                    ? {
                        label: t('contacts.deactivate'),
                        icon: UserX,
                        tone: 'danger',
                        onSelect: () => setAsking('deactivate'),
                      }
                    : { label: t('contacts.reactivate'), icon: UserCheck, onSelect: () => setAsking('reactivate') },
                ]}
              />
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
          label={t('contacts.tabs.label')}
          value={tab}
          onChange={setTab}
          tabs={[
            {
              id: 'general',
              label: t('contacts.tabs.general'),
              // What is being typed survives a look at the tokens.
              keepMounted: editing !== null,
              content: (
                <>
                  <Section title={t('contacts.details')}>
                    {editing === null ? (
                      <ContactDetails contact={contact} />
                    ) : (
                      <EditContact contact={editing} onDone={() => setEditing(null)} />
                    )}
                  </Section>
                  {panel(t('contacts.keys'), editing === null)}
                </>
              ),
            },
            { id: 'tokens', label: t('contacts.tabs.tokens'), content: panel(t('contacts.tabs.tokens'), false) },
          ]}
        />
      </PageBody>
      {asking === 'deactivate' ? (
        <ConfirmDialog
          title={t('contacts.confirmDeactivate')}
          text={t('contacts.confirmDeactivateText', { count: contact.tokenCount })}
          confirmLabel={t('contacts.deactivate')}
          onClose={() => setAsking(null)}
          onConfirm={async () => {
            await deactivate.mutateAsync({ id: contact.id, version: contact.version })
            toasts.show({ message: t('contacts.deactivated', { name: contact.fullName }) })
          }}
        />
      ) : null}
      {asking === 'reactivate' ? (
        <ConfirmDialog
          title={t('contacts.confirmReactivate')}
          text={t('contacts.confirmReactivateText', { count: contact.tokenCount })}
          confirmLabel={t('contacts.reactivate')}
          tone="primary"
          onClose={() => setAsking(null)}
          onConfirm={async () => {
            await reactivate.mutateAsync({ id: contact.id, version: contact.version })
            toasts.show({ message: t('contacts.reactivated', { name: contact.fullName }) })
          }}
        />
      ) : null}
    </Page>
  )
}

function ContactDetails({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation()
  const orNone = (value: string | null) => (value === null ? t('none') : <Name>{value}</Name>)
  return (
    <Details
      items={[
        { label: t('contacts.fields.fullName'), value: <Name>{contact.fullName}</Name> },
        { label: t('contacts.fields.customer'), value: <Name>{contact.customer.name}</Name> },
        { label: t('contacts.fields.email'), value: orNone(contact.email) },
        { label: t('contacts.fields.phone'), value: orNone(contact.phone) },
        { label: t('contacts.fields.jobTitle'), value: orNone(contact.jobTitle) },
        { label: t('contacts.fields.created'), value: <When instant={contact.createdAt} as="dateTime" /> },
      ]}
    />
  )
}
