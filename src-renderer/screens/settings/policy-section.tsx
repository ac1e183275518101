import { useTranslation } from 'react-i18next'
import type { Policy } from '../../../src-shared/schemas/policy.ts'
import { expirationChoice, ownerKind } from '../../../src-shared/schemas/tokens.ts'
import { useDesk } from '../../api/desk.tsx'
import { type CallOutput, useDeskChange, useDeskQuery } from '../../api/queries.ts'
import { ownTimeZone } from '../../api/tokens.ts'
import { ErrorState } from '../../components/feedback/error-state.tsx'
import { CheckboxField, FieldRow, SelectField, TextField } from '../../components/form/fields.tsx'
import { useDeskForm } from '../../components/form/form.tsx'
import { Name } from '../../components/format/when.tsx'
import { useToasts } from '../../components/toast/toast.tsx'
import { FormPart } from './form-part.tsx'
import { policyForm, policyValuesOf } from './policy-form.ts'
import { MOST_NAMED, RecoverablePart, valuesLost } from './recoverable-part.tsx'
import { SettingForm, useBase } from './setting-form.tsx'
import styles from './settings.module.css'
import { useFigure } from './use-figure.ts'
import { useQuestion } from './use-question.tsx'

type Preview = CallOutput<'policy.preview'>
type Lost = ReturnType<typeof valuesLost>

/** The rules for new tokens and for secrets. */
export function PolicySection() {
  const policy = useDeskQuery('policy.get', {})
  if (policy.data !== undefined) return <PolicyForm policy={policy.data} />
  if (policy.isError) return <ErrorState compact error={policy.error} onRetry={() => void policy.refetch()} />
  return null
}

function PolicyForm({ policy }: { readonly policy: Policy }) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const toasts = useToasts()
  const update = useDeskChange('policy.update')
  const question = useQuestion()
  const record = useBase(policy)
  const keyRing = useDeskQuery('policy.keyRing', {})
  const form = useDeskForm({
    schema: policyForm,
    defaultValues: policyValuesOf(policy),
    submit: async (given) => {
      const wanted = { ...given, version: record.base.version }
      const [preview, ring] = await Promise.all([
        call('policy.preview', { policy: wanted, timeZone: ownTimeZone() }),
        call('policy.keyRing', {}),
      ])
      const lost = valuesLost(ring, wanted.recoverableFor)
      const asks = touchesAny(preview) || lost.count > 0
      if (asks && !(await question.ask(questionOf(preview, lost)))) return
      const saved = await update.mutateAsync({ ...wanted, destroyKeptValues: lost.count > 0 })
      record.setBase(saved)
      form.fields.reset(policyValuesOf(saved))
      toasts.show({ message: t('settings.policy.saved') })
    },
  })
  const questionOf = (preview: Preview, lost: Lost) => ({
    title: t('settings.policy.confirm'),
    text: <Consequences preview={preview} lost={lost} />,
    confirmLabel: t('settings.policy.confirmSave'),
    tone: lost.count > 0 ? ('danger' as const) : ('primary' as const),
  })
  return (
    <SettingForm
      form={question.isOpen ? { ...form, pending: false } : form}
      record={record}
      valuesOf={policyValuesOf}
      load={() => call('policy.get', {})}
      fields={useConflictFields()}
    >
      <FormPart title={t('settings.policy.expiration')} hint={t('settings.policy.expirationHint')}>
        <FieldRow>
          <NumberField name="longestLifetimeDays" least={1} most={3650} />
          <SelectField
            name="defaultExpiration"
            label={t('settings.policy.defaultExpiration')}
            hint={t('settings.policy.defaultExpirationHint')}
            choices={expirationChoice.options.map((value) => ({ value, label: t(`tokens.issue.choices.${value}`) }))}
          />
        </FieldRow>
        <CheckboxField
          name="allowNoExpiration"
          label={t('settings.policy.allowNoExpiration')}
          hint={t('settings.policy.allowNoExpirationHint')}
        />
      </FormPart>
      <FormPart title={t('settings.policy.names')} hint={t('settings.policy.namesHint')}>
        <FieldRow>
          <NumberField name="nameMinimumLength" least={1} most={50} />
          <TextField
            name="namePrefix"
            label={t('settings.policy.namePrefix')}
            hint={t('settings.policy.namePrefixHint')}
            optional
          />
        </FieldRow>
        <CheckboxField
          name="nameUniqueForOwner"
          label={t('settings.policy.nameUniqueForOwner')}
          hint={t('settings.policy.nameUniqueForOwnerHint')}
        />
      </FormPart>
      <FormPart title={t('settings.policy.secrets')} hint={t('settings.policy.secretsHint')}>
        <FieldRow>
          <NumberField name="clipboardSeconds" least={5} most={120} />
          <NumberField name="revealMinutes" least={1} most={10} />
          <NumberField name="idleMinutes" least={1} most={30} />
        </FieldRow>
      </FormPart>
      <RecoverablePart keyRing={keyRing.data} present={record.base.recoverableFor} />
      {question.dialog}
    </SettingForm>
  )
}

/** The rules in the form's order, and those in words that are not figures. */
function useConflictFields() {
  const { t } = useTranslation()
  const expiration = (value: unknown) => t(`tokens.issue.choices.${expirationChoice.parse(value)}`)
  const kinds = (value: unknown) =>
    ownerKind.options
      .filter((kind) => Array.isArray(value) && value.includes(kind))
      .map((kind) => t(`settings.policy.recoverableKinds.${kind}`))
      .join(', ')
  const plain = (name: Exclude<keyof Policy, 'version'>) => ({ name, label: t(`settings.policy.${name}`) })
  return [
    plain('longestLifetimeDays'),
    { ...plain('defaultExpiration'), say: expiration },
    plain('allowNoExpiration'),
    plain('nameMinimumLength'),
    plain('namePrefix'),
    plain('nameUniqueForOwner'),
    plain('clipboardSeconds'),
    plain('revealMinutes'),
    plain('idleMinutes'),
    { ...plain('recoverableFor'), say: kinds },
  ]
}

/** A whole number with its unit in the label and its limits in the hint. */
function NumberField({
  name,
  least,
  most,
}: {
  readonly name: 'longestLifetimeDays' | 'nameMinimumLength' | 'clipboardSeconds' | 'revealMinutes' | 'idleMinutes'
  readonly least: number
  readonly most: number
}) {
  const { t } = useTranslation()
  return (
    <TextField
      type="number"
      inputMode="numeric"
      name={name}
      label={t(`settings.policy.${name}`)}
      hint={t(`settings.policy.${name}Hint`)}
      min={least}
      max={most}
      step={1}
    />
  )
}

function touchesAny({ beyondLongestLifetime, withoutExpiration }: Preview): boolean {
  return beyondLongestLifetime.count > 0 || withoutExpiration.count > 0
}

/** Which tokens in use the new rules would not allow, and that nothing happens to them. */
function Consequences({ preview, lost }: { readonly preview: Preview; readonly lost: Lost }) {
  const { t } = useTranslation()
  const figure = useFigure()
  const parts = (['beyondLongestLifetime', 'withoutExpiration'] as const).filter((part) => preview[part].count > 0)
  return (
    <>
      <p>{t('settings.policy.confirmText')}</p>
      {lost.count === 0 ? null : (
        <div className={styles.consequence}>
          <p>{t('settings.policy.valuesLost', { count: lost.count, formatted: figure(lost) })}</p>
          <Owners owners={lost.owners} all={lost.ownersAll} />
        </div>
      )}
      {parts.map((part) => (
        <div key={part} className={styles.consequence}>
          <p>{t(`settings.policy.${part}`, { count: preview[part].count, formatted: figure(preview[part]) })}</p>
          <Owners owners={preview[part].owners} all={preview[part].owners.length < MOST_NAMED} />
        </div>
      ))}
    </>
  )
}

function Owners({ owners, all }: { readonly owners: readonly string[]; readonly all: boolean }) {
  const { t } = useTranslation()
  return (
    <div className={styles.owners}>
      <span>{t(all ? 'settings.policy.ownersAll' : 'settings.policy.ownersAmong')}</span>
      <ul>
        {owners.map((owner) => (
          <li key={owner}>
            <Name>{owner}</Name>
          </li>
        ))}
      </ul>
    </div>
  )
}
