import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import type { Cast } from './cast.ts'

/** What listeners hear. */
export function announcements(cast: Cast): void {
  test('what changed is announced once it is durable, and a refused change is not', async () => {
    const heard = cast.trial.events.length
    await refusalOf(cast.administrator.call('customers.create', { name: '' }))
    await cast.administrator.call('customers.create', { name: 'Heard of' })
    await cast.administrator.call('customers.count', {})
    const names = cast.trial.events.slice(heard).map((event) => event.name)
    expect(names).toEqual(expect.arrayContaining(['customers.changed', 'audit.changed']))
    expect(names.filter((name) => name === 'customers.changed')).toHaveLength(1)
  })
}
