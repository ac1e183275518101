import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClipboardState } from '../../src-shared/contract/desktop.ts'
import { useDesk, useDeskEvents } from '../api/desk.tsx'
import { assertNever } from '../components/assert-never.ts'
import { CopyCountdown } from '../components/reveal/copy-countdown.tsx'
import { useToasts } from '../components/toast/toast.tsx'

/** The toast about the clipboard: it alone stays when the desk is locked. */
export const CLIPBOARD_TOAST = 'clipboard'

/** Says what becomes of a copied secret: the count-down, then whether the clipboard was cleared. */
export function ClipboardNotice() {
  const { call } = useDesk()
  const { t } = useTranslation()
  const toasts = useToasts()

  const tell = useCallback(
    (clipboard: ClipboardState, becauseOfChange: boolean): void => {
      const clear = () => call('clipboard.clear', {}).catch(() => undefined)
      switch (clipboard.state) {
        case 'idle':
          toasts.dismiss(CLIPBOARD_TOAST)
          return
        case 'holding':
          toasts.show({
            id: CLIPBOARD_TOAST,
            message: t('tokens.clipboard.copied', { count: secondsUntil(clipboard.clearsAt) }),
            content: <CopyCountdown clearsAt={clipboard.clearsAt} />,
            persistent: true,
            actions: [{ label: t('tokens.clipboard.clearNow'), onSelect: clear }],
          })
          return
        case 'cleared':
          if (becauseOfChange) toasts.show({ id: CLIPBOARD_TOAST, message: t('tokens.clipboard.cleared') })
          return
        case 'left-alone':
          if (becauseOfChange)
            toasts.show({ id: CLIPBOARD_TOAST, tone: 'info', message: t('tokens.clipboard.leftAlone') })
          return
        case 'failed':
          toasts.show({
            id: CLIPBOARD_TOAST,
            tone: 'warning',
            message: t('tokens.clipboard.failed'),
            persistent: true,
            actions: [
              { label: t('actions.tryAgain'), onSelect: clear },
              {
                label: t('actions.dismiss'),
                onSelect: () => {
                  toasts.dismiss(CLIPBOARD_TOAST)
                  void call('clipboard.dismiss', {}).catch(() => undefined)
                },
              },
            ],
          })
          return
        default:
          assertNever(clipboard)
      }
    },
    [call, t, toasts],
  )
  const learn = useCallback(
    async (becauseOfChange: boolean) => {
      const clipboard = await call('clipboard.state', {}).catch(() => null)
      if (clipboard !== null) tell(clipboard, becauseOfChange)
    },
    [call, tell],
  )
  useEffect(() => void learn(false), [learn])
  useDeskEvents((event) => {
    if (event.name === 'clipboard.changed') void learn(true)
  })
  return null
}

function secondsUntil(instant: string): number {
  return Math.max(0, Math.ceil((new Date(instant).getTime() - Date.now()) / 1000))
}
