import type { peopleCalls } from '../../src-shared/contract/people.ts'
import { invalidInput } from '../../src-shared/errors.ts'
import type { Contact } from '../../src-shared/schemas/people.ts'
import type { Change, Handlers } from '../dispatch.ts'
import type { Repositories } from '../store/store.ts'
import { changedFields } from './changed-fields.ts'
import { conflict, found } from './refusals.ts'

type ContactCalls = {
  [N in keyof typeof peopleCalls as N extends `contacts.${string}` ? N : never]: (typeof peopleCalls)[N]
}

/** Contacts: people at customers, who may hold tokens for the customer portal. */
export const contactHandlers: Handlers<ContactCalls> = {
  'contacts.list': (query, { repositories, operator }) =>
    repositories.contacts.list({ ...query, language: operator.user.preferredLanguage }),
  'contacts.count': (filter, { repositories }) => repositories.contacts.count(filter),
  'contacts.get': ({ id }, { repositories }) => existing(repositories, id),

  'contacts.create': async (values, { repositories, clock, audit, announce }) => {
    await checkCustomer(repositories, values.customerId)
    const contact = await repositories.contacts.create(values, clock.now())
    await audit({
      action: 'contact.created',
      subject: subjectOf(contact),
      details: { customer: contact.customer.name, customerId: contact.customer.id },
    })
    announce('contacts.changed')
    announce('customers.changed')
    return contact
  },

  'contacts.update': async ({ id, version, ...values }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    await checkCustomer(repositories, values.customerId)
    const after = await repositories.contacts.update(id, version, values)
    const changed = changedFields(before, after, ['fullName', 'email', 'phone', 'jobTitle'])
    const moved = before.customer.id !== after.customer.id
    await audit({
      action: 'contact.changed',
      subject: subjectOf(after),
      details: {
        changed: moved ? [...changed, 'customer'] : changed,
        ...(moved ? { customerBefore: before.customer.name, customer: after.customer.name } : {}),
      },
    })
    announce('contacts.changed')
    announce('customers.changed')
    announce('tokens.changed')
    return after
  },

  'contacts.deactivate': async ({ id, version }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    if (!before.active) throw conflict('inactive-already', 'This contact is deactivated already.')
    const after = await repositories.contacts.setActive(id, version, false)
    await recordActivity(after, 'contact.deactivated', { audit, announce })
    return after
  },

  'contacts.reactivate': async ({ id, version }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    if (before.active) throw conflict('active-already', 'This contact is active already.')
    const after = await repositories.contacts.setActive(id, version, true)
    await recordActivity(after, 'contact.reactivated', { audit, announce })
    return after
  },
}

function subjectOf(contact: Contact) {
  return { kind: 'contact', id: contact.id, name: contact.fullName } as const
}

async function existing({ contacts }: Repositories, id: string): Promise<Contact> {
  return found(await contacts.get(id), 'This contact')
}

async function checkCustomer({ customers }: Repositories, id: string): Promise<void> {
  if ((await customers.get(id)) !== undefined) return
  throw invalidInput({ customerId: { rule: 'unknownCustomer', message: 'There is no such customer.' } })
}

async function recordActivity(
  contact: Contact,
  action: 'contact.deactivated' | 'contact.reactivated',
  { audit, announce }: Pick<Change, 'audit' | 'announce'>,
): Promise<void> {
  await audit({ action, subject: subjectOf(contact), details: { customer: contact.customer.name } })
  announce('contacts.changed')
  announce('tokens.changed')
}
