import { useTranslation } from 'react-i18next'
import { useFormat } from './use-format.ts'

/** An instant: its date, or how long ago, with the full date and time on pointing at it. Null says `absent`. */
export function When({
  instant,
  as = 'date',
  absent,
}: {
  readonly instant: string | null
  readonly as?: 'date' | 'dateTime' | 'relative'
  readonly absent?: string
}) {
  const { t } = useTranslation()
  const format = useFormat()
  if (instant === null) return <>{absent ?? t('none')}</>
  return (
    <time dateTime={instant} title={format.full(instant)}>
      {format[as](instant)}
    </time>
  )
}

/** A name as somebody typed it, kept from disturbing the direction of what stands around it. */
export function Name({ children }: { readonly children: string }) {
  return <bdi>{children}</bdi>
}
