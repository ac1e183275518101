import { expect, test } from 'vitest'
import { refusalOf } from '../call-as.ts'
import type { WayIn } from '../desk-trial.ts'
import type { Cast } from './cast.ts'

/** What listeners hear. */
export function announcements(cast: Cast, way: WayIn): void {
  const namesSince = (heard: number) => cast.trial.events.slice(heard).map((event) => event.name)

  test('what changed is announced once it is durable, and a refused change is not', async () => {
    const heard = cast.trial.events.length
    await refusalOf(cast.administrator.call('customers.create', { name: '' }))
    await cast.administrator.call('customers.create', { name: 'Heard of' })
    await cast.administrator.call('customers.count', {})
    await expect.poll(() => namesSince(heard)).toEqual(expect.arrayContaining(['customers.changed', 'audit.changed']))
    // A stream that has just begun announces everything besides.
    if (way !== 'over HTTPS') expect(namesSince(heard).filter((name) => name === 'customers.changed')).toHaveLength(1)
  })
}
