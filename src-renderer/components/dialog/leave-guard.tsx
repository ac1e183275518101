import { useBlocker } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'
import { useUnsaved } from './unsaved.tsx'

/**
 * Asks before the screen is left, or the window closed, while `when` says that something would be lost. Of the closing
 * the page itself hears nothing it could ask: the desktop does.
 */
export function LeaveGuard({
  when,
  title,
  text,
  confirmLabel,
}: {
  readonly when: boolean
  readonly title: string
  readonly text: string
  readonly confirmLabel: string
}) {
  useUnsaved(when, { title, text, leave: confirmLabel })
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname,
    enableBeforeUnload: false,
    disabled: !when,
    withResolver: true,
  })
  // What was to be lost may be done with while the question stands: then nobody leaves, and nothing is asked.
  const outdated = blocker.status === 'blocked' && !when
  const drop = useEffectEvent(() => blocker.reset?.())
  useEffect(() => {
    if (outdated) drop()
  }, [outdated])
  if (blocker.status !== 'blocked' || outdated) return null
  return (
    <ConfirmDialog
      title={title}
      text={text}
      confirmLabel={confirmLabel}
      onConfirm={async () => blocker.proceed()}
      onClose={() => blocker.reset()}
    />
  )
}
