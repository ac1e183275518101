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
  if (instant === null) return absent ?? <None />
  return <Instant instant={instant} as={as} />
}

function Instant({ instant, as }: { readonly instant: string; readonly as: 'date' | 'dateTime' | 'relative' }) {
  const format = useFormat()
  return (
    <time
      dateTime={instant}
      // Said in full only where it is asked for: tables draw hundreds of dates, and the long form is the dear one.
      onPointerEnter={(event) => {
        event.currentTarget.title = format.full(instant)
      }}
    >
      {format[as](instant)}
    </time>
  )
}

function None() {
  const { t } = useTranslation()
  return t('none')
}

/** A name as somebody typed it, kept from disturbing the direction of what stands around it. */
export function Name({ children }: { readonly children: string }) {
  return <bdi>{children}</bdi>
}
