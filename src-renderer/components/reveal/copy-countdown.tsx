import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'

/** "Copied. The clipboard is cleared in 30 s", counting down to `clearsAt`, an instant. */
export function CopyCountdown({ clearsAt }: { readonly clearsAt: string }) {
  const { t } = useTranslation()
  return <>{t('tokens.clipboard.copied', { count: useSecondsUntil(clearsAt) })}</>
}

/** Whole seconds until an instant, at least 0, told anew each second. */
export function useSecondsUntil(instant: string): number {
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  return Math.max(0, Math.ceil((new Date(instant).getTime() - nowMs) / 1000))
}
