import { z } from 'zod'

/** What an operator may be allowed to do. Which role has which, and over whose tokens, is a rule of the desk. */
export const permission = z.enum([
  'users.read',
  'users.manage',
  'contacts.read',
  'contacts.manage',
  'people.import',
  'tokens.read',
  'tokens.issue',
  'tokens.withdraw',
  'tokens.delete',
  // Nothing is asked by it: it says how far `tokens.delete` reaches.
  'tokens.deleteOfOthers',
  'tokens.verify',
  'modules.read',
  'modules.manage',
  'resourceServers.manage',
  'policy.read',
  'policy.manage',
  'audit.read',
  'store.manage',
])
export type Permission = z.infer<typeof permission>
