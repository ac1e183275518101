import { useTranslation } from 'react-i18next'
import type { AuditRecord } from '../../../src-shared/schemas/audit.ts'
import type { TokenId } from '../../../src-shared/schemas/ids.ts'
import { Button } from '../button/button.tsx'
import { useFormat } from '../format/use-format.ts'
import { Name } from '../format/when.tsx'
import { useUndo } from '../tokens/use-undo.ts'
import styles from './records.module.css'
import { useDetailWords } from './use-detail-words.ts'

/** As many characters of a hash as a person compares. */
const SHORT_HASH = 12

/** An expanded record: its place in the chain, and everything that was recorded. */
export function RecordDetails({ record }: { readonly record: AuditRecord }) {
  const { t } = useTranslation()
  const format = useFormat()
  const wordsFor = useDetailWords()
  return (
    <dl className={styles.details}>
      <Item label={t('audit.sequence')}>{format.number(record.sequence)}</Item>
      <Item label={t('audit.hash')}>
        <code title={`${record.hash}\n${t('audit.hashHint')}`}>{record.hash.slice(0, SHORT_HASH)}…</code>
      </Item>
      <Item label={t('audit.exactTime')}>{format.full(record.at)}</Item>
      {record.actor === null ? null : (
        <Item label={t('audit.columns.who')}>
          <Name>{record.actor.name}</Name> <code>{record.actor.id}</code>
        </Item>
      )}
      {record.address === undefined ? null : <Item label={t('audit.address')}>{record.address}</Item>}
      {wordsFor(record.details).map(({ key, label, value }) => (
        <Item key={key} label={label}>
          <Name>{value}</Name>
        </Item>
      ))}
      <UndoDeletion record={record} />
    </dl>
  )
}

/** A deleted token is in no list: here it can be found and taken back, as long as that goes (BY-5). */
function UndoDeletion({ record: { action, subject, at, details } }: { readonly record: AuditRecord }) {
  const { t } = useTranslation()
  const undo = useUndo()
  const isOver = Date.now() - Date.parse(at) >= UNDO_MS
  if (action !== 'token.deleted' || subject === null || isOver || details.reason === 'compromised') return null
  return (
    <Item label={t('withdrawals.canBeUndone')}>
      <Button size="small" onClick={() => undo({ id: subject.id as TokenId, name: subject.name })}>
        {t('withdrawals.undo')}
      </Button>
    </Item>
  )
}

/** As long as the desk allows it. */
const UNDO_MS = 30 * 60_000

function Item({ label, children }: { readonly label: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  )
}
