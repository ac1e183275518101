import { useBlocker } from '@tanstack/react-router'
import { useEffect, useEffectEvent } from 'react'
import { ConfirmDialog } from './confirm-dialog.tsx'

/**
 * Asks before the screen is left, while `when` says that something would be lost. Closing the window is not held up:
 * Electron would refuse it without a word.
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
