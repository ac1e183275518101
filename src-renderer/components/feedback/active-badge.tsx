import { CircleCheck, CircleSlash } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { StatusBadge } from './status-badge.tsx'

/** Whether a person or customer is active. */
export function ActiveBadge({ active }: { readonly active: boolean }) {
  const { t } = useTranslation()
  return active ? (
    <StatusBadge tone="positive" icon={CircleCheck}>
      {t('status.active')}
    </StatusBadge>
  ) : (
    <StatusBadge tone="neutral" icon={CircleSlash}>
      {t('status.inactive')}
    </StatusBadge>
  )
}
