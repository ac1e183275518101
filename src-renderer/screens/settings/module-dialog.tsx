import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { z } from 'zod'
import { type Module, moduleCode, moduleValues } from '../../../src-shared/schemas/tokens.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallOutput, useDeskChange } from '../../api/queries.ts'
import { FormDialog } from '../../components/dialog/form-dialog.tsx'
import { CheckboxField, TextAreaField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { Name } from '../../components/format/when.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import styles from './settings.module.css'
import { useFigure } from './use-figure.ts'
import { useQuestion } from './use-question.tsx'

const moduleForm = z.strictObject({ code: moduleCode, ...moduleValues })
type Given = z.output<typeof moduleForm>
type Usage = CallOutput<'modules.usage'>

/** Adds a module, or changes one. What takes it away from tokens in use is asked first. */
export function ModuleDialog({ module, onClose }: { readonly module: Module | null; onClose(): void }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const create = useDeskChange('modules.create')
  const update = useDeskChange('modules.update')
  const question = useQuestion()
  // As it was when the editing began: what others change meanwhile must not slip into it unseen.
  const [base, setBase] = useState(module)
  const first = useRef<HTMLInputElement>(null)
  const form = useDeskForm({
    schema: moduleForm,
    defaultValues: valuesOf(module),
    submit: async (given) => {
      if (base !== null && !(await isAgreed(base, given))) return
      if (base === null) await create.mutateAsync(given)
      else await update.mutateAsync({ ...given, version: base.version })
      toasts.show({ message: t(base === null ? 'settings.modules.added' : 'settings.modules.saved', given) })
      onClose()
    },
  })

  const isAgreed = async (before: Module, given: Given): Promise<boolean> => {
    const loss = lossOf(before, given)
    if (loss === null) return true
    const usage = await call('modules.usage', {
      code: before.code,
      ...(loss === 'everybody' ? {} : { ownerKind: 'contact' as const }),
    })
    if (usage.count === 0) return true
    const { name } = before
    return question.ask({
      title: t(loss === 'everybody' ? 'settings.modules.confirmDisable' : 'settings.modules.confirmClose', { name }),
      text: <Losses name={name} loss={loss} usage={usage} />,
      confirmLabel: t(loss === 'everybody' ? 'settings.modules.disableAnyway' : 'settings.modules.closeAnyway'),
    })
  }

  const loadTheirs = async () => {
    const fresh = (await call('modules.list', {})).find(({ code }) => code === module?.code)
    setBase(fresh ?? base)
    return valuesOf(fresh ?? base)
  }
  const conflict = {
    loadTheirs,
    fields: [
      { name: 'name', label: t('settings.modules.name') },
      { name: 'description', label: t('settings.modules.description') },
      { name: 'enabled', label: t('settings.modules.enabledField') },
      { name: 'forContacts', label: t('settings.modules.forContacts') },
    ],
  } as const

  return (
    <>
      <FormDialog
        title={module === null ? t('settings.modules.add') : t('settings.modules.edit', { name: module.name })}
        form={question.isOpen ? { ...form, pending: false } : form}
        conflict={module === null ? null : conflict}
        submitLabel={t(module === null ? 'actions.add' : 'actions.save')}
        initialFocus={first}
        onClose={onClose}
      >
        <TextField ref={first} name="name" label={t('settings.modules.name')} />
        <TextField
          name="code"
          dir="ltr"
          label={t('settings.modules.code')}
          hint={t(module === null ? 'settings.modules.codeHint' : 'settings.modules.codeFixed')}
          readOnly={module !== null}
        />
        <TextAreaField name="description" label={t('settings.modules.description')} optional />
        <CheckboxField
          name="enabled"
          label={t('settings.modules.enabledField')}
          hint={t('settings.modules.enabledHint')}
        />
        <CheckboxField
          name="forContacts"
          label={t('settings.modules.forContacts')}
          hint={t('settings.modules.forContactsHint')}
        />
      </FormDialog>
      {question.dialog}
    </>
  )
}

function valuesOf(module: Module | null) {
  return {
    code: module?.code ?? '',
    name: module?.name ?? '',
    description: module?.description ?? '',
    enabled: module?.enabled ?? true,
    forContacts: module?.forContacts ?? false,
  }
}

/** Whose tokens a change takes the module away from. */
function lossOf(before: Module, given: Given): 'everybody' | 'contacts' | null {
  if (!before.enabled) return null
  if (!given.enabled) return 'everybody'
  return before.forContacts && !given.forContacts ? 'contacts' : null
}

function Losses({
  name,
  loss,
  usage,
}: {
  readonly name: string
  readonly loss: 'everybody' | 'contacts'
  readonly usage: Usage
}) {
  const { t } = useTranslation()
  const figure = useFigure()
  const words = loss === 'everybody' ? 'settings.modules.loses' : 'settings.modules.contactLoses'
  return (
    <>
      <p>{t(words, { count: usage.count, formatted: figure(usage), name })}</p>
      <p>{t('settings.modules.comesBack')}</p>
      <div className={styles.owners}>
        <span>{t('settings.modules.examples')}</span>
        <ul>
          {usage.examples.map((example, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two tokens may have one name and one owner.
            <li key={place}>
              <Name>{t('settings.modules.example', { token: example.name, owner: example.owner })}</Name>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}
