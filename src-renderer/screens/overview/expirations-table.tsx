import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { CallOutput } from '../../api/queries.ts'
import { useFormat } from '../../components/format/use-format.ts'
import styles from './overview.module.css'

export type Week = CallOutput<'overview.expirations'>['weeks'][number]

/** What the chart shows, as figures. */
export function ExpirationsTable({ weeks }: { readonly weeks: readonly Week[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <table className={styles.table} aria-label={t('overview.chart.title')}>
      <thead>
        <tr>
          <th scope="col">{t('overview.chart.weekColumn')}</th>
          <th scope="col">{t('overview.chart.tokens')}</th>
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week.weekStart}>
            <th scope="row">{t('overview.chart.week', { date: format.day(week.weekStart) })}</th>
            <td>
              {week.count === 0 ? (
                format.number(0)
              ) : (
                <Link to="/tokens" search={filterOf(week)}>
                  {format.number(week.count)}
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The filter of the list that holds this week's tokens. */
export function filterOf({ from, before }: Week) {
  return { expiring: `${from}/${before}` } as const
}
