import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Bar, BarChart, CartesianGrid, ReferenceArea, ResponsiveContainer, XAxis, YAxis } from 'recharts'
import { useFormat } from '../../components/format/use-format.ts'
import { filterOf, type Week } from './expirations-table.tsx'
import styles from './overview.module.css'

/**
 * A bar a week. For keyboard and screen reader it is a list box of weeks: one stop of Tab, ← → Home and End go from week to
 * week, Enter opens that week's tokens. The bars themselves are a picture of it.
 */
export function ExpirationsChart({ weeks }: { readonly weeks: readonly Week[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const navigate = useNavigate()
  const id = useId()
  const [current, setCurrent] = useState(0)
  const [focused, setFocused] = useState(false)
  const [pointed, setPointed] = useState<number | null>(null)
  const wordsOf = ({ weekStart, count }: Week) =>
    t('overview.chart.bar', { date: format.day(weekStart), count, formatted: format.number(count) })
  const open = (index: number) => {
    const week = weeks[index]
    if (week !== undefined) void navigate({ to: '/tokens', search: filterOf(week) })
  }
  const total = weeks.reduce((sum, { count }) => sum + count, 0)
  const marked = pointed ?? (focused ? current : null)
  const week = marked === null ? undefined : weeks[marked]
  const onKeyDown = (event: KeyboardEvent) => {
    const places: Readonly<Record<string, number>> = {
      ArrowLeft: current - 1,
      ArrowRight: current + 1,
      Home: 0,
      End: weeks.length - 1,
    }
    const place = places[event.key]
    if (place === undefined && event.key !== 'Enter') return
    event.preventDefault()
    if (place === undefined) open(current)
    else setCurrent(Math.max(0, Math.min(place, weeks.length - 1)))
  }
  return (
    <div className={styles.chart}>
      <p id={`${id}-keys`} className="visually-hidden">
        {t('overview.chart.keys')}
      </p>
      <p className={styles.readout} aria-hidden>
        {week !== undefined
          ? wordsOf(week)
          : total === 0
            ? t('overview.chart.none')
            : t('overview.chart.total', { count: total, formatted: format.number(total) })}
      </p>
      <div
        role="listbox"
        tabIndex={0}
        aria-label={t('overview.chart.label')}
        aria-describedby={`${id}-keys`}
        aria-activedescendant={`${id}-${current}`}
        className={styles.weeks}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {weeks.map((one, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the list box keeps the focus and names the active week.
          <div key={one.weekStart} id={`${id}-${index}`} role="option" aria-selected={index === current}>
            <span className="visually-hidden">{wordsOf(one)}</span>
          </div>
        ))}
        <div aria-hidden>
          <ResponsiveContainer width="100%" height={CHART_HEIGHT}>
            <BarChart
              data={weeks}
              accessibilityLayer={false}
              margin={MARGIN}
              barCategoryGap={2}
              onMouseMove={({ activeTooltipIndex }) => setPointed(indexIn(weeks, activeTooltipIndex))}
              onMouseLeave={() => setPointed(null)}
              onClick={({ activeTooltipIndex }) => open(indexIn(weeks, activeTooltipIndex) ?? -1)}
            >
              <CartesianGrid vertical={false} />
              <XAxis dataKey="weekStart" ticks={monthStarts(weeks)} tickFormatter={format.month} tickLine={false} />
              <YAxis allowDecimals={false} tickFormatter={format.number} width={48} axisLine={false} tickLine={false} />
              {week === undefined ? null : (
                <ReferenceArea x1={week.weekStart} x2={week.weekStart} ifOverflow="visible" />
              )}
              <Bar dataKey="count" isAnimationActive={false} radius={[2, 2, 0, 0]} />
            </BarChart>
          </ResponsiveContainer>
        </div>
      </div>
    </div>
  )
}

const CHART_HEIGHT = 220
const MARGIN = { top: 4, right: 4, bottom: 0, left: 0 }

/** The library says which place is under the pointer as a number, a text of digits, or not at all. */
function indexIn(weeks: readonly Week[], place: unknown): number | null {
  const index = place === null || place === undefined ? Number.NaN : Number(place)
  return Number.isInteger(index) && weeks[index] !== undefined ? index : null
}

/** The weeks in which a month begins, where its name is written. */
function monthStarts(weeks: readonly Week[]): string[] {
  return weeks
    .filter((week, index) => index > 0 && week.weekStart.slice(0, 7) !== weeks[index - 1]?.weekStart.slice(0, 7))
    .map(({ weekStart }) => weekStart)
}
