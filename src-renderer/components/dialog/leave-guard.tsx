import { useBlocker } from '@tanstack/react-router'
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
  if (blocker.status !== 'blocked') return null
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
