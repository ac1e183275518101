import { Bot } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { User } from '../../../src-shared/schemas/people.ts'
import { StatusBadge } from '../feedback/status-badge.tsx'
import { useFormat } from '../format/use-format.ts'

/** What somebody is: their role, or that it is a technical user, which has none. */
export function UserRole({ user }: { readonly user: Pick<User, 'kind' | 'role'> }) {
  const { t } = useTranslation()
  if (user.kind === 'technical')
    return (
      <StatusBadge tone="accent" icon={Bot}>
        {t('users.technicalRole')}
      </StatusBadge>
    )
  return <>{user.role === null ? t('none') : t(`roles.${user.role}`)}</>
}

/** The period of employment, both days included. */
export function Employment({ user }: { readonly user: Pick<User, 'employedFrom' | 'employedUntil'> }) {
  const { t } = useTranslation()
  const format = useFormat()
  const from = user.employedFrom === null ? null : format.day(user.employedFrom)
  const until = user.employedUntil === null ? null : format.day(user.employedUntil)
  if (from !== null && until !== null) return <>{t('users.employment.between', { from, until })}</>
  if (from !== null) return <>{t('users.employment.from', { from })}</>
  if (until !== null) return <>{t('users.employment.until', { until })}</>
  return <>{t('users.employment.always')}</>
}
