import { CircleCheck, CircleSlash, Pencil, Plus } from 'lucide-react'
import { useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Module } from '../../../src-shared/schemas/tokens.ts'
import { useDeskQuery } from '../../api/queries.ts'
import { Button, IconButton } from '../../components/button/button.tsx'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { StatusBadge } from '../../components/feedback/status-badge.tsx'
import { Name } from '../../components/format/when.tsx'
import { Section } from '../../components/page/page.tsx'
import { type Column, DataTable } from '../../components/table/data-table.tsx'
import { ModuleDialog } from './module-dialog.tsx'

/** The areas of the API that tokens can be given (MP-5). */
export function ModulesSection() {
  const { t } = useTranslation()
  const modules = useDeskQuery('modules.list', {})
  const [open, setOpen] = useState<Module | 'new' | null>(null)
  const columns = useModuleColumns(setOpen)
  return (
    <Section
      title={t('settings.modules.title')}
      hint={t('settings.modules.hint')}
      flush
      actions={
        <Button variant="primary" icon={Plus} onClick={() => setOpen('new')}>
          {t('settings.modules.add')}
        </Button>
      }
    >
      {modules.isError && modules.data === undefined ? (
        <ErrorState compact error={modules.error} onRetry={() => void modules.refetch()} />
      ) : (
        <DataTable
          fit="content"
          label={t('settings.modules.list')}
          columns={columns}
          rows={modules.data ?? []}
          rowId={(module) => module.code}
          muted={(module) => !module.enabled}
          loading={modules.data === undefined}
          onOpen={(module) => setOpen(module)}
        />
      )}
      {open === null ? null : (
        <ModuleDialog
          key={open === 'new' ? 'new' : open.code}
          module={open === 'new' ? null : open}
          onClose={() => setOpen(null)}
        />
      )}
    </Section>
  )
}

function useModuleColumns(edit: (module: Module) => void): readonly Column<Module>[] {
  const { t } = useTranslation()
  const onEdit = useRef(edit)
  onEdit.current = edit
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('settings.modules.columns.name'),
        width: 'minmax(140px, 2fr)',
        cell: (module) => <Name>{module.name}</Name>,
      },
      {
        id: 'code',
        header: t('settings.modules.columns.code'),
        width: 'minmax(120px, 1.2fr)',
        cell: (module) => <code>{module.code}</code>,
      },
      {
        id: 'contacts',
        hideBelow: 560,
        header: t('settings.modules.columns.contacts'),
        width: '150px',
        cell: (module) => t(module.forContacts ? 'settings.modules.open' : 'settings.modules.closed'),
      },
      {
        id: 'status',
        header: t('settings.modules.columns.status'),
        width: '124px',
        cell: (module) =>
          module.enabled ? (
            <StatusBadge tone="positive" icon={CircleCheck}>
              {t('settings.modules.enabled')}
            </StatusBadge>
          ) : (
            <StatusBadge tone="neutral" icon={CircleSlash}>
              {t('settings.modules.disabled')}
            </StatusBadge>
          ),
      },
      {
        id: 'actions',
        header: t('settings.modules.columns.actions'),
        width: '44px',
        headerHidden: true,
        pinned: true,
        align: 'end',
        cell: (module) => (
          <IconButton
            size="small"
            icon={Pencil}
            label={t('settings.modules.edit', { name: module.name })}
            onClick={(event) => {
              event.stopPropagation()
              onEdit.current(module)
            }}
          />
        ),
      },
    ],
    [t],
  )
}
