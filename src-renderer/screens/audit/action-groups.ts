import { type AuditAction, auditAction } from '../../../src-shared/schemas/audit.ts'

/** What the trail can be narrowed to. An action may belong to two groups: a failed sign-in is a sign-in, too. */
export const actionGroups = {
  'sign-ins': actionsOf('session', 'administrator'),
  refusals: ['call.refused', 'session.sign-in-failed', 'session.unlock-failed'],
  reveals: ['token.shown', 'token.copied', 'user.setup-code-revealed', 'resource-server.secret-revealed'],
  tokens: actionsOf('token'),
  users: actionsOf('user', 'administrator'),
  contacts: actionsOf('contact', 'customer'),
  imports: actionsOf('people', 'sample-data'),
  policy: actionsOf('policy', 'module', 'resource-server', 'installation', 'store'),
  trail: actionsOf('audit'),
} as const satisfies Readonly<Record<string, readonly AuditAction[]>>
export type ActionGroup = keyof typeof actionGroups

export const groupNames = Object.keys(actionGroups) as readonly ActionGroup[]

/** The actions on some subjects: `token.issued` is one on `token`. */
function actionsOf(...subjects: readonly string[]): readonly AuditAction[] {
  return auditAction.options.filter((action) => subjects.includes(action.split('.')[0] ?? ''))
}
