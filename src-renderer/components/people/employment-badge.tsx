import { CalendarClock, CalendarX } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { ActiveBadge } from '../feedback/active-badge.tsx'
import { StatusBadge } from '../feedback/status-badge.tsx'
import { useFormat } from '../format/use-format.ts'

/** Whether a user is active, and where an end of the employment is known, until when. */
export function UserStatus({ user }: { readonly user: Pick<User, 'active' | 'employmentEndsAt' | 'employedUntil'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { active, employmentEndsAt, employedUntil } = user
  if (!active || employmentEndsAt === null || employedUntil === null) return <ActiveBadge active={active} />
  const until = format.day(employedUntil)
  if (Date.parse(employmentEndsAt) <= Date.now())
    return (
      <StatusBadge tone="negative" icon={CalendarX} title={t('users.employment.endedOn', { until })}>
        {t('users.employment.ended')}
      </StatusBadge>
    )
  return (
    <StatusBadge tone="waiting" icon={CalendarClock} title={t('users.employment.employedUntil', { until })}>
      {t('users.employment.employedUntil', { until })}
    </StatusBadge>
  )
}
