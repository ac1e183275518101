import { ChevronDown, ChevronRight } from 'lucide-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { AuditRecord } from '../../../src-shared/schemas/audit.ts'
import { IconButton } from '../button/button.tsx'
import { Name, When } from '../format/when.tsx'
import type { Column } from '../table/data-table.tsx'
import { useRowTabIndex } from '../table/row-context.ts'
import styles from './records.module.css'
import { SubjectLink } from './subject-link.tsx'
import { useDetailWords } from './use-detail-words.ts'

/** When, Who, What, About and Details of each record; without About where all records are about one thing. */
export function useAuditColumns(
  expanded: ReadonlySet<number>,
  toggle: (sequence: number) => void,
  { about = true }: { readonly about?: boolean } = {},
): readonly Column<AuditRecord>[] {
  const { t } = useTranslation()
  return useMemo(
    () => [
      {
        id: 'when',
        header: t('audit.columns.when'),
        width: '186px',
        cell: (record) => (
          <span className={styles.when}>
            <Expander record={record} isOpen={expanded.has(record.sequence)} onToggle={toggle} />
            <When instant={record.at} as="dateTime" />
          </span>
        ),
      },
      {
        id: 'who',
        header: t('audit.columns.who'),
        width: 'minmax(90px, 1fr)',
        cell: ({ actor }) =>
          actor === null ? (
            <span className={styles.faint}>{t('audit.nobody')}</span>
          ) : (
            <span title={`${actor.name} · ${actor.id}`}>
              <Name>{actor.name}</Name>
            </span>
          ),
      },
      {
        id: 'what',
        header: t('audit.columns.what'),
        width: 'minmax(140px, 1.6fr)',
        cell: ({ action }) => {
          const words = t(`audit.actions.${action}`)
          return <span title={words}>{words}</span>
        },
      },
      ...(about ? [{ id: 'about', header: t('audit.columns.about'), width: 'minmax(120px, 2fr)', cell: aboutOf }] : []),
      {
        id: 'details',
        header: t('audit.columns.details'),
        width: 'minmax(120px, 2fr)',
        // A row that is opened tells all of them.
        hideBelow: 850,
        cell: (record) => <DetailsInOneLine details={record.details} />,
      },
    ],
    [t, expanded, toggle, about],
  )
}

const aboutOf = (record: AuditRecord) => <SubjectLink record={record} />

function Expander({
  record,
  isOpen,
  onToggle,
}: {
  readonly record: AuditRecord
  readonly isOpen: boolean
  onToggle(sequence: number): void
}) {
  const { t } = useTranslation()
  const tabIndex = useRowTabIndex()
  const { sequence } = record
  return (
    <IconButton
      size="small"
      icon={isOpen ? ChevronDown : ChevronRight}
      label={isOpen ? t('audit.collapse', { sequence }) : t('audit.expand', { sequence })}
      aria-expanded={isOpen}
      tabIndex={tabIndex}
      onClick={() => onToggle(sequence)}
    />
  )
}

function DetailsInOneLine({ details }: { readonly details: AuditRecord['details'] }) {
  const { t } = useTranslation()
  const wordsFor = useDetailWords()
  const words = wordsFor(details)
    .filter(({ key }) => !key.endsWith('Id') && key !== 'sha256')
    .map(({ label, value }) => t('audit.detail', { label, value }))
    .join(' · ')
  return (
    <span className={styles.soft} title={words}>
      <Name>{words}</Name>
    </span>
  )
}
