import type { peopleCalls } from '../../src-shared/contract/people.ts'
import type { Customer } from '../../src-shared/schemas/people.ts'
import type { Change, Handlers } from '../dispatch.ts'
import type { Repositories } from '../store/store.ts'
import { changedFields } from './changed-fields.ts'
import { conflict, found } from './refusals.ts'

type CustomerCalls = {
  [N in keyof typeof peopleCalls as N extends `customers.${string}` ? N : never]: (typeof peopleCalls)[N]
}

/** Customers, to whom contacts belong. A deactivated one stops the tokens of all its contacts. */
export const customerHandlers: Handlers<CustomerCalls> = {
  'customers.list': (query, { repositories, operator }) =>
    repositories.customers.list({ ...query, language: operator.user.preferredLanguage }),
  'customers.count': (filter, { repositories }) => repositories.customers.count(filter),
  'customers.get': ({ id }, { repositories }) => existing(repositories, id),

  'customers.create': async (values, { repositories, clock, audit, announce }) => {
    const customer = await repositories.customers.create(values, clock.now())
    await audit({
      action: 'customer.created',
      subject: subjectOf(customer),
      details: { name: customer.name, reference: customer.reference },
    })
    announce('customers.changed')
    return customer
  },

  'customers.update': async ({ id, version, ...values }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    const after = await repositories.customers.update(id, version, values)
    const changed = changedFields(before, after, ['name', 'reference'])
    await audit({ action: 'customer.changed', subject: subjectOf(after), details: { changed } })
    announceWithContacts(announce)
    return after
  },

  'customers.deactivate': async ({ id, version }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    if (!before.active) throw conflict('inactive-already', 'This customer is deactivated already.')
    const after = await repositories.customers.setActive(id, version, false)
    await audit({
      action: 'customer.deactivated',
      subject: subjectOf(after),
      details: { contacts: after.contactCount },
    })
    announceWithContacts(announce)
    return after
  },

  'customers.reactivate': async ({ id, version }, { repositories, audit, announce }) => {
    const before = await existing(repositories, id)
    if (before.active) throw conflict('active-already', 'This customer is active already.')
    const after = await repositories.customers.setActive(id, version, true)
    await audit({
      action: 'customer.reactivated',
      subject: subjectOf(after),
      details: { contacts: after.contactCount },
    })
    announceWithContacts(announce)
    return after
  },
}

function subjectOf(customer: Customer) {
  return { kind: 'customer', id: customer.id, name: customer.name } as const
}

async function existing({ customers }: Repositories, id: string): Promise<Customer> {
  return found(await customers.get(id), 'This customer')
}

/** Contacts and their tokens show the customer's name, and stand and fall with it. */
function announceWithContacts(announce: Change['announce']): void {
  announce('customers.changed')
  announce('contacts.changed')
  announce('tokens.changed')
}
