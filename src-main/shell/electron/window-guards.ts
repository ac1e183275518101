import type { Session } from 'electron'

/** Denies the page whatever a page may ask the system for. */
export function denyPermissions(session: Pick<Session, 'setPermissionCheckHandler'>): void {
  session.setPermissionCheckHandler(() => false)
}
