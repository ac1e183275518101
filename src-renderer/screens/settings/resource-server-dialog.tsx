import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type ResourceServer, resourceServerValues } from '../../../src-shared/schemas/resource-servers.ts'
import { useDesk } from '../../api/desk.tsx'
import { useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { CheckboxGroupField, SelectField, TextAreaField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { useToasts } from '../../components/toast/toast.tsx'

const resourceServerForm = z.strictObject(resourceServerValues)
/** Those who could be meant: a list to choose from, not to search in. */
const MOST_TECHNICAL_USERS = 200

/** Adds a resource server, whose secret is then revealed, or changes one. */
export function ResourceServerDialog({
  server,
  onRevealed,
  onClose,
}: {
  readonly server: ResourceServer | null
  onRevealed(revealId: string, name: string): void
  onClose(): void
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const format = useFormat()
  const toasts = useToasts()
  const create = useDeskChange('resourceServers.create')
  const update = useDeskChange('resourceServers.update')
  const modules = useDeskQuery('modules.list', {})
  const machines = useDeskQuery('users.list', {
    kind: 'technical',
    active: true,
    limit: MOST_TECHNICAL_USERS,
    sort: { by: 'fullName', direction: 'ascending' },
  })
  // As it was when the editing began: what others change meanwhile must not slip into it unseen.
  const [base, setBase] = useState(server)
  const first = useRef<HTMLInputElement>(null)
  const form = useDeskForm({
    schema: resourceServerForm,
    defaultValues: valuesOf(server),
    submit: async (given) => {
      if (base === null) {
        const { resourceServer, revealId } = await create.mutateAsync(given)
        onRevealed(revealId, resourceServer.name)
        return
      }
      await update.mutateAsync({ ...given, id: base.id, version: base.version })
      toasts.show({ message: t('resourceServers.saved', { name: given.name }) })
      onClose()
    },
  })
  const choices = [
    { value: '', label: t('resourceServers.nobody') },
    ...new Map(
      [...[server, base].flatMap((version) => version?.actsAs ?? []), ...(machines.data?.rows ?? [])].map((user) => [
        user.id,
        { value: user.id, label: 'fullName' in user ? user.fullName : user.name },
      ]),
    ).values(),
  ]
  const loadTheirs = async () => {
    const fresh = (await call('resourceServers.list', {})).find(({ id }) => id === server?.id)
    setBase(fresh ?? base)
    return valuesOf(fresh ?? base)
  }
  const namesOf = (codes: unknown) =>
    resourceServerForm.shape.modules
      .parse(codes)
      .map((code) => modules.data?.find((module) => module.code === code)?.name ?? code)
      .sort(format.compare)
      .join(', ')
  const conflict = {
    loadTheirs,
    fields: [
      { name: 'name', label: t('resourceServers.name') },
      { name: 'description', label: t('resourceServers.description') },
      { name: 'modules', label: t('resourceServers.modules'), say: namesOf },
      {
        name: 'actsAs',
        label: t('resourceServers.actsAs'),
        say: (id: unknown) => choices.find(({ value }) => value === id)?.label ?? String(id),
      },
    ],
  } as const
  return (
    <FormDialog
      title={server === null ? t('resourceServers.add') : t('resourceServers.edit', { name: server.name })}
      form={form}
      conflict={server === null ? null : conflict}
      submitLabel={t(server === null ? 'actions.add' : 'actions.save')}
      initialFocus={first}
      onClose={onClose}
    >
      <TextField ref={first} name="name" label={t('resourceServers.name')} hint={t('resourceServers.nameHint')} />
      <TextAreaField name="description" label={t('resourceServers.description')} optional />
      <CheckboxGroupField
        name="modules"
        label={t('resourceServers.modules')}
        empty={t('tokens.issue.modulesNone')}
        choices={(modules.data ?? []).map((module) => ({
          value: module.code,
          label: module.name,
          hint: module.description ?? undefined,
        }))}
      />
      <SelectField
        name="actsAs"
        label={t('resourceServers.actsAs')}
        hint={t('resourceServers.actsAsHint')}
        choices={choices}
      />
    </FormDialog>
  )
}

function valuesOf(server: ResourceServer | null) {
  return {
    name: server?.name ?? '',
    description: server?.description ?? '',
    modules: server?.modules.map((module) => module.code) ?? [],
    actsAs: server?.actsAs?.id ?? ('' as const),
  }
}
