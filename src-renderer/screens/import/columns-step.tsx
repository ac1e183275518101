import { ChevronDown } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { type ImportField, importDelimiter, importEncoding } from '../../../src-shared/contract/imports.ts'
import { Button } from '../../components/button/button.tsx'
import { classes } from '../../components/classes.ts'
import { useAnnounce } from '../../components/feedback/announcer.tsx'
import { ErrorNotice, Notice } from '../../components/feedback/notice.tsx'
import { Field } from '../../components/form/field.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import styles from './import.module.css'
import { fieldsOf, missingFrom, type Requirement } from './mapping.ts'
import { StepBody, StepFooter, StepHeading, type StepProps } from './steps.tsx'
import type { ImportKind } from './upload.ts'
import type { FileFormat, ImportFlow, Inspection } from './use-import.ts'

/** Saying what is in which column, with the file's first lines in sight. */
export function ColumnsStep({ kind, flow }: StepProps) {
  const { t } = useTranslation()
  const missingNotice = useRef<HTMLDivElement>(null)
  const { inspection, inspecting, mapping, problem, cancelled } = flow.state
  if (inspection === null) return null
  const missing = missingFrom(kind, mapping)
  const noRows = inspection.samples.length === 0
  const goOn = () => {
    if (missing.length > 0 || noRows) missingNotice.current?.focus()
    else if (!inspecting) flow.prepare()
  }
  return (
    <>
      <StepBody>
        <StepHeading intro={t('importing.columns.intro')}>{t('importing.columns.heading')}</StepHeading>
        {cancelled === 'preview' ? <Notice>{t('importing.preview.cancelled')}</Notice> : null}
        {typeof problem === 'string' ? null : <ErrorNotice error={problem} />}
        {inspection.recognised === 'none' ? null : (
          <Notice>{t(`importing.columns.recognised.${inspection.recognised}`)}</Notice>
        )}
        <Formats flow={flow} inspection={inspection} />
        {missing.length === 0 && !noRows ? null : (
          <div ref={missingNotice} tabIndex={-1}>
            <Notice tone="warning">
              {noRows ? t('importing.columns.noRows') : <Missing requirements={missing} />}
            </Notice>
          </div>
        )}
        <Samples kind={kind} flow={flow} inspection={inspection} />
      </StepBody>
      <StepFooter>
        <Button onClick={() => flow.goTo('file')}>{t('actions.back')}</Button>
        <UsedCount mapping={mapping} />
        <Button variant="primary" pending={inspecting} onClick={goOn}>
          {t('importing.next')}
        </Button>
      </StepFooter>
    </>
  )
}

function UsedCount({ mapping }: { readonly mapping: readonly (ImportField | null)[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const used = mapping.filter((field) => field !== null).length
  return (
    <span className={styles.aside}>
      {t('importing.columns.used', { count: mapping.length, used: format.number(used) })}
    </span>
  )
}

function Missing({ requirements }: { readonly requirements: readonly Requirement[] }) {
  const { t } = useTranslation()
  return (
    <>
      {t('importing.columns.missing.title')}
      <ul className={styles.missing}>
        {requirements.map((requirement) => (
          <li key={requirement}>{t(`importing.columns.missing.${requirement}`)}</li>
        ))}
      </ul>
    </>
  )
}

const DELIMITER_NAMES = { ',': 'comma', ';': 'semicolon', '\t': 'tab' } as const

function Formats({ flow, inspection }: { readonly flow: ImportFlow; readonly inspection: Inspection }) {
  const { t } = useTranslation()
  const { guess } = flow.state
  const named = (words: string, isGuess: boolean) => (isGuess ? t('importing.columns.guessed', { name: words }) : words)
  return (
    <div className={styles.formats}>
      <Choice<FileFormat['encoding']>
        label={t('importing.columns.encoding')}
        value={inspection.encoding}
        choices={importEncoding.options.map((encoding) => ({
          value: encoding,
          label: named(t(`importing.columns.encodings.${encoding}`), encoding === guess?.encoding),
        }))}
        onChange={(encoding) => flow.inspectAs({ encoding })}
      />
      <Choice<FileFormat['delimiter']>
        label={t('importing.columns.delimiter')}
        value={inspection.delimiter}
        choices={importDelimiter.options.map((delimiter) => ({
          value: delimiter,
          label: named(t(`importing.columns.delimiters.${DELIMITER_NAMES[delimiter]}`), delimiter === guess?.delimiter),
        }))}
        onChange={(delimiter) => flow.inspectAs({ delimiter })}
      />
    </div>
  )
}

function Choice<Value extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  readonly label: string
  readonly value: Value
  readonly choices: readonly { readonly value: Value; readonly label: string }[]
  onChange(value: Value): void
}) {
  return (
    <Field label={label}>
      {(ties) => (
        <span className={styles.native}>
          <select {...ties} value={value} onChange={(event) => onChange(event.target.value as Value)}>
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value}>
                {choice.label}
              </option>
            ))}
          </select>
          <ChevronDown aria-hidden size={14} />
        </span>
      )}
    </Field>
  )
}

function Samples({
  kind,
  flow,
  inspection,
}: {
  readonly kind: ImportKind
  readonly flow: ImportFlow
  readonly inspection: Inspection
}) {
  const { t } = useTranslation()
  const { mapping } = flow.state
  const columns = inspection.headers.map((header, at) => ({ header, at, used: mapping[at] != null }))
  return (
    <section className={styles.tableFrame} aria-label={t('importing.columns.table')}>
      <table className={styles.samples}>
        <thead>
          <tr>
            {columns.map(({ header, at, used }) => (
              <th key={at} scope="col" className={used ? styles.used : undefined}>
                <FieldChoice kind={kind} flow={flow} column={at} heading={header} />
              </th>
            ))}
          </tr>
          <tr>
            {columns.map(({ header, at, used }) => (
              <th key={at} scope="col" title={header} className={classes(!used && styles.unused)}>
                <bdi>{header === '' ? t('importing.columns.noHeading') : header}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {inspection.samples.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a file have no other identity.
            <tr key={line}>
              {columns.map(({ at, used }) => (
                <td key={at} title={row[at]} className={classes(!used && styles.unused)}>
                  <bdi>{row[at]}</bdi>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function FieldChoice({
  kind,
  flow,
  column,
  heading,
}: {
  readonly kind: ImportKind
  readonly flow: ImportFlow
  readonly column: number
  readonly heading: string
}) {
  const { t } = useTranslation()
  const announce = useAnnounce()
  const { mapping } = flow.state
  const choose = (field: ImportField | null) => {
    if (field !== null && mapping.includes(field))
      announce(t('importing.columns.moved', { field: t(`importing.fields.${field}`), number: column + 1 }))
    flow.setField(column, field)
  }
  return (
    <span className={styles.native}>
      <select
        aria-label={t('importing.columns.fieldOf', {
          number: column + 1,
          heading: heading === '' ? t('importing.columns.noHeading') : heading,
        })}
        value={mapping[column] ?? ''}
        onChange={(event) => choose(event.target.value === '' ? null : (event.target.value as ImportField))}
      >
        <option value="">{t('importing.columns.leaveOut')}</option>
        {fieldsOf(kind).map((field) => (
          <option key={field} value={field}>
            {t(`importing.fields.${field}`)}
          </option>
        ))}
      </select>
      <ChevronDown aria-hidden size={14} />
    </span>
  )
}
