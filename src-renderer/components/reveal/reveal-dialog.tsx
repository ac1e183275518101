import { Copy, Eye, EyeOff } from 'lucide-react'
import { type RefObject, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { asDeskError } from '../../api/connect.ts'
import { useDesk, useDeskEvents } from '../../api/desk.tsx'
import { Button, IconButton } from '../button/button.tsx'
import { Dialog, DialogBody, DialogFooter } from '../dialog/dialog.tsx'
import { useAnnounce } from '../feedback/announcer.tsx'
import { ErrorNotice, Notice } from '../feedback/notice.tsx'
import { Name } from '../format/when.tsx'
import styles from './reveal-dialog.module.css'
import { SecretText } from './secret-text.tsx'

/** Where a reveal stands. The secret is in the page only while it is `shown`. */
type Reveal =
  | { readonly is: 'masked' }
  | { readonly is: 'fetching' }
  | { readonly is: 'shown'; readonly secret: string }
  | { readonly is: 'copying' }
  | { readonly is: 'ended' }

const WORDS = {
  token: {
    title: 'tokens.reveal.title',
    secret: 'tokens.reveal.secret',
    notSeen: 'tokens.reveal.notSeen',
    endedHint: 'tokens.reveal.endedHint',
  },
  'setup-code': {
    title: 'tokens.reveal.titleSetupCode',
    secret: 'tokens.reveal.setupCode',
    notSeen: 'tokens.reveal.notSeenSetupCode',
    endedHint: null,
  },
  'resource-server': {
    title: 'tokens.reveal.titleResourceServer',
    secret: 'tokens.reveal.resourceServerSecret',
    notSeen: 'tokens.reveal.notSeenResourceServer',
    endedHint: 'tokens.reveal.endedHintResourceServer',
  },
} as const
type RevealKind = keyof typeof WORDS

/**
 * The one moment at which a new secret can be shown or copied. Copying closes it; closing it without either asks once.
 */
export function RevealDialog({
  kind,
  revealId,
  name,
  returnFocus,
  onClose,
}: {
  readonly kind: RevealKind
  readonly revealId: string
  /** Whose secret: the token's name, the person's, or the resource server's. */
  readonly name: string
  readonly returnFocus?: RefObject<HTMLElement | null>
  onClose(): void
}) {
  const { t } = useTranslation()
  const { call } = useDesk()
  const announce = useAnnounce()
  const [reveal, setReveal] = useState<Reveal>({ is: 'masked' })
  const [problem, setProblem] = useState<unknown>(null)
  const [asking, setAsking] = useState(false)
  const wasShown = useRef(false)
  const copyButton = useRef<HTMLButtonElement>(null)
  const words = WORDS[kind]

  const end = () => {
    setReveal({ is: 'ended' })
    setAsking(false)
    announce(t('tokens.reveal.ended'))
  }
  useDeskEvents((event) => {
    if (event.name === 'reveal.ended' && event.revealId === revealId && reveal.is !== 'copying') end()
  })
  const refused = (thrown: unknown) => {
    const error = asDeskError(thrown)
    if (error.code === 'REVEAL_GONE') end()
    else {
      setReveal({ is: 'masked' })
      setProblem(error)
    }
  }
  const show = async () => {
    if (reveal.is !== 'masked') return
    setProblem(null)
    setReveal({ is: 'fetching' })
    try {
      const { secret } = await call('reveal.show', { revealId })
      wasShown.current = true
      setReveal((now) => (now.is === 'fetching' ? { is: 'shown', secret } : now))
      announce(t('tokens.reveal.shownAnnouncement'))
    } catch (thrown) {
      refused(thrown)
    }
  }
  const hide = () => {
    setReveal({ is: 'masked' })
    announce(t('tokens.reveal.hiddenAnnouncement'))
  }
  const copy = async () => {
    if (reveal.is === 'copying' || reveal.is === 'ended') return
    setProblem(null)
    setReveal({ is: 'copying' })
    try {
      await call('reveal.copy', { revealId })
      onClose()
    } catch (thrown) {
      refused(thrown)
    }
  }
  const close = () => {
    if (reveal.is === 'copying') return
    setReveal({ is: 'ended' })
    call('reveal.close', { revealId }).catch(() => undefined)
    onClose()
  }
  const askOrClose = () => {
    if (reveal.is === 'ended' || wasShown.current || asking) close()
    else {
      setAsking(true)
      announce(t(words.notSeen))
    }
  }
  return (
    <Dialog
      title={t(words.title)}
      description={
        <>
          <strong>
            <Name>{name}</Name>
          </strong>
          <br />
          {t('tokens.reveal.text')}
        </>
      }
      onClose={askOrClose}
      initialFocus={copyButton}
      {...(returnFocus === undefined ? {} : { returnFocus })}
    >
      <DialogBody>
        <ErrorNotice error={problem} />
        {reveal.is === 'ended' ? (
          <Notice tone="warning">
            {t('tokens.reveal.ended')} {words.endedHint === null ? null : t(words.endedHint)}
          </Notice>
        ) : (
          <div className={styles.field}>
            <SecretText label={t(words.secret)} secret={reveal.is === 'shown' ? reveal.secret : null} />
            <IconButton
              icon={reveal.is === 'shown' ? EyeOff : Eye}
              label={reveal.is === 'shown' ? t('tokens.reveal.hide') : t('tokens.reveal.show')}
              onClick={reveal.is === 'shown' ? hide : show}
            />
          </div>
        )}
        {asking ? <Notice tone="warning">{t(words.notSeen)}</Notice> : null}
      </DialogBody>
      {asking ? (
        <DialogFooter key="asking">
          <Button onClick={close}>{t('tokens.reveal.closeAnyway')}</Button>
          <Button
            variant="primary"
            autoFocus
            onClick={() => {
              setAsking(false)
              queueMicrotask(() => copyButton.current?.focus())
            }}
          >
            {t('tokens.reveal.keepOpen')}
          </Button>
        </DialogFooter>
      ) : (
        <DialogFooter>
          <Button onClick={askOrClose}>{t('actions.close')}</Button>
          {reveal.is === 'ended' ? null : (
            <Button ref={copyButton} variant="primary" icon={Copy} pending={reveal.is === 'copying'} onClick={copy}>
              {t('tokens.reveal.copy')}
            </Button>
          )}
        </DialogFooter>
      )}
    </Dialog>
  )
}
