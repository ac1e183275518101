import { Unplug } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DeskError } from '../../src-shared/errors.ts'
import { useDesk } from '../api/desk.tsx'
import { Button } from '../components/button/button.tsx'
import { useErrorWords } from '../components/errors/use-error-words.ts'
import { useAnnounce } from '../components/feedback/announcer.tsx'
import { useSecondsUntil } from '../components/reveal/copy-countdown.tsx'
import { useStoreName, useStores } from '../components/stores/stores.tsx'
import { useToasts } from '../components/toast/toast.tsx'
import styles from './store-bar.module.css'

/** Under the bar while the connection to a service is lost: why, when it is tried again, and Try now. */
export function LinkNotice() {
  const { link } = useStores()
  useLinkMessages()
  useEffect(() => {
    // Dialogs begin below this notice, so that none covers it, nor is covered.
    document.documentElement.dataset.link = link.state
  }, [link.state])
  return link.state === 'lost' ? <LostNotice /> : null
}

function LostNotice() {
  const { t } = useTranslation()
  const { call } = useDesk()
  const { link, current } = useStores()
  const nameOf = useStoreName()
  const wordsFor = useErrorWords()
  const [pending, setPending] = useState(false)
  if (link.state !== 'lost') return null
  const lost = t('stores.link.lost', { name: nameOf(current) })
  const why = wordsFor(new DeskError(link.problem))
  const tryNow = async () => {
    setPending(true)
    await call('desktop.tryLink', {}).catch(() => undefined)
    setPending(false)
  }
  return (
    <div className={styles.lost}>
      <Unplug aria-hidden size={15} />
      <span className={styles.lostWords} title={`${lost} ${why}`}>
        <strong>{lost}</strong> {why}
      </span>
      <span className={styles.lostUntil}>
        {link.triesAt === null ? t('stores.link.trying') : <Countdown until={link.triesAt} />}
      </span>
      <Button size="small" pending={pending} onClick={() => void tryNow()}>
        {t('stores.link.tryNow')}
      </Button>
    </div>
  )
}

function Countdown({ until }: { readonly until: string }) {
  const { t } = useTranslation()
  return t('stores.link.inSeconds', { count: useSecondsUntil(until) })
}

/** Announces that the connection is lost, and shows for a moment that it is there again. */
function useLinkMessages(): void {
  const { t } = useTranslation()
  const toasts = useToasts()
  const announce = useAnnounce()
  const { link, current } = useStores()
  const name = useStoreName()(current)
  const lostAt = useRef<string | null>(null)
  const tell = useEffectEvent((state: 'connected' | 'lost', storeId: string) => {
    if (state === 'lost') announce(t('stores.link.lost', { name }))
    // Of a store that was left, nobody waits to hear that it is there again.
    else if (lostAt.current === storeId) toasts.show({ message: t('stores.link.again', { name }) })
    lostAt.current = state === 'lost' ? storeId : null
  })
  useEffect(() => tell(link.state, current.id), [link.state, current.id])
}
