import { CircleCheck, CircleX, KeyRound, Pencil, Plus, ServerCog, Trash2 } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ResourceServer } from '../../../src-shared/schemas/resource-servers.ts'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { Button } from '../../components/button/button.tsx'
import { ConfirmDialog } from '../../components/dialog/confirm-dialog.tsx'
import { EmptyState } from '../../components/feedback/empty-state.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { StatusBadge } from '../../components/feedback/status-badge.tsx'
import { Name } from '../../components/format/when.tsx'
import type { MenuItem } from '../../components/menu/menu.tsx'
import { RowMenu } from '../../components/menu/row-menu.tsx'
import { Section } from '../../components/page/page.tsx'
import { RevealDialog } from '../../components/reveal/reveal-dialog.tsx'
import { type Column, DataTable } from '../../components/table/data-table.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { ResourceServerDialog } from './resource-server-dialog.tsx'

type Open =
  | { readonly is: 'new' }
  | { readonly is: 'edit' | 'renew' | 'withdraw'; readonly server: ResourceServer }
  | { readonly is: 'reveal'; readonly revealId: string; readonly name: string }

/** The APIs and gateways that may ask the service about tokens. */
export function ResourceServersSection() {
  const { t } = useTranslation()
  const servers = useDeskQuery('resourceServers.list', {})
  const [open, setOpen] = useState<Open | null>(null)
  const columns = useServerColumns(setOpen)
  const close = () => setOpen(null)
  return (
    <Section
      title={t('resourceServers.title')}
      hint={t('resourceServers.hint')}
      flush
      actions={
        <Button variant="primary" icon={Plus} onClick={() => setOpen({ is: 'new' })}>
          {t('resourceServers.add')}
        </Button>
      }
    >
      {servers.isError && servers.data === undefined ? (
        <ErrorState compact error={servers.error} onRetry={() => void servers.refetch()} />
      ) : servers.data?.length === 0 ? (
        <EmptyState icon={ServerCog} title={t('resourceServers.empty')} hint={t('resourceServers.emptyHint')} />
      ) : (
        <DataTable
          fit="content"
          label={t('resourceServers.title')}
          columns={columns}
          rows={servers.data ?? []}
          rowId={(server) => server.id}
          muted={(server) => server.withdrawnAt !== null}
          loading={servers.data === undefined}
          onOpen={(server) => {
            if (server.withdrawnAt === null) setOpen({ is: 'edit', server })
          }}
        />
      )}
      {open === null ? null : open.is === 'reveal' ? (
        <RevealDialog kind="resource-server" revealId={open.revealId} name={open.name} onClose={close} />
      ) : open.is === 'new' || open.is === 'edit' ? (
        <ResourceServerDialog
          server={open.is === 'new' ? null : open.server}
          onRevealed={(revealId, name) => setOpen({ is: 'reveal', revealId, name })}
          onClose={close}
        />
      ) : (
        <Question
          what={open.is}
          server={open.server}
          onRevealed={(revealId) => setOpen({ is: 'reveal', revealId, name: open.server.name })}
          onClose={close}
        />
      )}
    </Section>
  )
}

/** What withdraws a secret, or the whole of it, asks first. */
function Question({
  what,
  server,
  onRevealed,
  onClose,
}: {
  readonly what: 'renew' | 'withdraw'
  readonly server: ResourceServer
  onRevealed(revealId: string): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const toasts = useToasts()
  const renew = useDeskChange('resourceServers.renewSecret')
  const withdraw = useDeskChange('resourceServers.withdraw')
  const revealed = useRef<string | null>(null)
  const { id, name, version } = server
  const carryOut = async () => {
    if (what === 'renew') revealed.current = (await renew.mutateAsync({ id, version })).revealId
    else {
      await withdraw.mutateAsync({ id, version })
      toasts.show({ message: t('resourceServers.withdrawn', { name }) })
    }
  }
  return (
    <ConfirmDialog
      title={t(what === 'renew' ? 'resourceServers.renewQuestion' : 'resourceServers.withdrawQuestion', { name })}
      text={t(what === 'renew' ? 'resourceServers.renewText' : 'resourceServers.withdrawText', { name })}
      confirmLabel={t(what === 'renew' ? 'resourceServers.renew' : 'resourceServers.withdraw')}
      onConfirm={carryOut}
      onClose={() => (revealed.current === null ? onClose() : onRevealed(revealed.current))}
    />
  )
}

function useServerColumns(open: (what: Open) => void): readonly Column<ResourceServer>[] {
  const { t } = useTranslation()
  const onOpen = useRef(open)
  onOpen.current = open
  return useMemo(() => {
    const itemsFor = (server: ResourceServer): readonly MenuItem[] => [
      { label: t('actions.edit'), icon: Pencil, onSelect: () => onOpen.current({ is: 'edit', server }) },
      { label: t('resourceServers.renew'), icon: KeyRound, onSelect: () => onOpen.current({ is: 'renew', server }) },
      {
        label: t('resourceServers.withdraw'),
        icon: Trash2,
        tone: 'danger',
        apart: true,
        onSelect: () => onOpen.current({ is: 'withdraw', server }),
      },
    ]
    return [
      {
        id: 'name',
        header: t('resourceServers.columns.name'),
        width: 'minmax(140px, 2fr)',
        cell: (server) => <Name>{server.name}</Name>,
      },
      {
        id: 'id',
        header: t('resourceServers.columns.id'),
        width: '132px',
        cell: (server) => <code>{server.id}</code>,
      },
      {
        id: 'modules',
        header: t('resourceServers.columns.modules'),
        width: 'minmax(100px, 1.2fr)',
        hideBelow: 560,
        cell: (server) =>
          server.modules.length === 0
            ? t('resourceServers.allModules')
            : server.modules.map((module) => module.name).join(', '),
      },
      {
        id: 'actsAs',
        header: t('resourceServers.columns.actsAs'),
        width: 'minmax(100px, 1.2fr)',
        hideBelow: 680,
        cell: (server) => (server.actsAs === null ? t('none') : <Name>{server.actsAs.name}</Name>),
      },
      {
        id: 'status',
        header: t('resourceServers.columns.status'),
        width: '132px',
        cell: (server) =>
          server.withdrawnAt === null ? (
            <StatusBadge tone="positive" icon={CircleCheck}>
              {t('resourceServers.active')}
            </StatusBadge>
          ) : (
            <StatusBadge tone="negative" icon={CircleX}>
              {t('resourceServers.withdrawnStatus')}
            </StatusBadge>
          ),
      },
      {
        id: 'actions',
        header: t('resourceServers.columns.actions'),
        width: '44px',
        headerHidden: true,
        pinned: true,
        align: 'end',
        cell: (server) =>
          server.withdrawnAt === null ? (
            <RowMenu label={t('actions.moreFor', { name: server.name })} items={() => itemsFor(server)} />
          ) : null,
      },
    ]
  }, [t])
}
