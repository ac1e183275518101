import { CirclePause, CirclePlay, CircleX, Trash2, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { BulkAction } from '../../../src-shared/contract/token-bulk.ts'
import { useSession } from '../../api/session.tsx'
import { Button, IconButton } from '../../components/button/button.tsx'
import { useFormat } from '../../components/format/use-format.ts'
import { MOST_SELECTED } from '../../components/table/row-selection.ts'
import styles from './bulk-bar.module.css'

const ACTIONS = [
  { action: 'disable', icon: CirclePause, permission: 'tokens.withdraw' },
  { action: 'enable', icon: CirclePlay, permission: 'tokens.withdraw' },
  { action: 'remove', icon: CircleX, permission: 'tokens.withdraw' },
  { action: 'delete', icon: Trash2, permission: 'tokens.delete' },
] as const

/** What is selected, and what can be done with it. */
export function BulkBar({
  words,
  allWords,
  atMost,
  onSelectAll,
  onAct,
  onClear,
}: {
  readonly words: string
  /** How many rows match, where they can be selected all; else null. */
  readonly allWords: string | null
  /** Whether no more rows can be selected one by one. */
  readonly atMost: boolean
  onSelectAll(): void
  onAct(action: BulkAction): void
  onClear(): void
}) {
  const { t } = useTranslation()
  const { may } = useSession()
  const format = useFormat()
  return (
    <section aria-label={t('bulk.label')} className={styles.bar}>
      <span className={styles.words}>{words}</span>
      {allWords === null ? null : (
        <Button variant="link" onClick={onSelectAll}>
          {t('bulk.selectAll', { rows: allWords })}
        </Button>
      )}
      {atMost ? (
        <span className={styles.faint}>{t('bulk.most', { formatted: format.number(MOST_SELECTED) })}</span>
      ) : null}
      <div className={styles.actions}>
        {ACTIONS.filter(({ permission }) => may(permission)).map(({ action, icon }) => (
          <Button key={action} size="small" icon={icon} onClick={() => onAct(action)}>
            {t(`tokens.actions.${action}`)}
          </Button>
        ))}
        <IconButton size="small" icon={X} label={t('bulk.clear')} onClick={onClear} />
      </div>
    </section>
  )
}
