import { z } from 'zod'
import {
  calendarDate,
  instant,
  listing,
  matchCount,
  page,
  secretBytes,
  sortDirection,
  version,
} from '../schemas/common.ts'
import { contactId, customerId, userId } from '../schemas/ids.ts'
import {
  contact,
  contactChange,
  customer,
  customerChange,
  newContact,
  newCustomer,
  newUser,
  role,
  user,
  userChange,
  userKind,
} from '../schemas/people.ts'
import type { Calls } from './calls.ts'

const userFilter = {
  kind: userKind.optional(),
  role: role.optional(),
  active: z.boolean().optional(),
  /** Only those whose period of employment covers this day. */
  employedOn: calendarDate.optional(),
}
export const userQuery = z.strictObject({
  ...listing,
  ...userFilter,
  sort: z
    .strictObject({ by: z.enum(['fullName', 'username', 'createdAt']), direction: sortDirection })
    .default({ by: 'fullName', direction: 'ascending' }),
})
export const customerQuery = z.strictObject({
  ...listing,
  active: z.boolean().optional(),
  sort: z
    .strictObject({ by: z.enum(['name', 'createdAt']), direction: sortDirection })
    .default({ by: 'name', direction: 'ascending' }),
})
export const contactQuery = z.strictObject({
  ...listing,
  customerId: customerId.optional(),
  active: z.boolean().optional(),
  sort: z
    .strictObject({ by: z.enum(['fullName', 'customer', 'createdAt']), direction: sortDirection })
    .default({ by: 'fullName', direction: 'ascending' }),
})
const search = listing.search

export const peopleCalls = {
  'users.list': { input: userQuery, output: page(user), permission: 'users.read', work: 'read' },
  'users.count': {
    input: z.strictObject({ search, ...userFilter }),
    output: matchCount,
    permission: 'users.read',
    work: 'read',
  },
  'users.get': { input: z.strictObject({ id: userId }), output: user, permission: 'users.read', work: 'read' },
  'users.create': { input: newUser, output: user, permission: 'users.manage', work: 'change', audit: 'user.created' },
  'users.update': {
    input: userChange,
    output: user,
    permission: 'users.manage',
    work: 'change',
    audit: 'user.changed',
  },
  /** Ends the user's sessions and stops the user's tokens at once. The last active administrator cannot be deactivated. */
  'users.deactivate': {
    input: z.strictObject({ id: userId, version }),
    output: user,
    permission: 'users.manage',
    work: 'change',
    audit: 'user.deactivated',
  },
  'users.reactivate': {
    input: z.strictObject({ id: userId, version }),
    output: user,
    permission: 'users.manage',
    work: 'change',
    audit: 'user.reactivated',
  },
  /** A code, good once and for seven days, with which a person chooses a password. Ends the person's sessions. */
  'users.issueSetupCode': {
    input: z.strictObject({ id: userId }),
    output: z.object({ user, secret: secretBytes, expiresAt: instant }),
    permission: 'users.manage',
    work: 'change',
    audit: 'user.setup-code-issued',
  },
  /** Records that a setup code was shown or copied, before it is. */
  'users.noteSetupCodeReveal': {
    input: z.strictObject({ id: userId, how: z.enum(['shown', 'copied']) }),
    output: z.object({}),
    permission: 'users.manage',
    work: 'change',
    audit: 'user.setup-code-revealed',
    internal: true,
  },

  'customers.list': { input: customerQuery, output: page(customer), permission: 'contacts.read', work: 'read' },
  'customers.count': {
    input: z.strictObject({ search, active: z.boolean().optional() }),
    output: matchCount,
    permission: 'contacts.read',
    work: 'read',
  },
  'customers.get': {
    input: z.strictObject({ id: customerId }),
    output: customer,
    permission: 'contacts.read',
    work: 'read',
  },
  'customers.create': {
    input: newCustomer,
    output: customer,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'customer.created',
  },
  'customers.update': {
    input: customerChange,
    output: customer,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'customer.changed',
  },
  /** Stops the tokens of all contacts of this customer at once. */
  'customers.deactivate': {
    input: z.strictObject({ id: customerId, version }),
    output: customer,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'customer.deactivated',
  },
  'customers.reactivate': {
    input: z.strictObject({ id: customerId, version }),
    output: customer,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'customer.reactivated',
  },

  'contacts.list': { input: contactQuery, output: page(contact), permission: 'contacts.read', work: 'read' },
  'contacts.count': {
    input: z.strictObject({ search, customerId: customerId.optional(), active: z.boolean().optional() }),
    output: matchCount,
    permission: 'contacts.read',
    work: 'read',
  },
  'contacts.get': {
    input: z.strictObject({ id: contactId }),
    output: contact,
    permission: 'contacts.read',
    work: 'read',
  },
  'contacts.create': {
    input: newContact,
    output: contact,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'contact.created',
  },
  'contacts.update': {
    input: contactChange,
    output: contact,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'contact.changed',
  },
  'contacts.deactivate': {
    input: z.strictObject({ id: contactId, version }),
    output: contact,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'contact.deactivated',
  },
  'contacts.reactivate': {
    input: z.strictObject({ id: contactId, version }),
    output: contact,
    permission: 'contacts.manage',
    work: 'change',
    audit: 'contact.reactivated',
  },
} satisfies Calls
