import { Client } from 'pg'
import { type Fault, momentOf } from '../fault.ts'
import type { Subject } from '../subject.ts'

const appliesTo = ({ place }: Subject) => 'database' in place || 'there is no database server'

/** The server ends all connections of the service, once or several times. */
export const droppedConnections: Fault = {
  name: 'connections dropped',
  appliesTo,
  async happen({ trial: { subject, work } }, choices) {
    const working = work()
    const times = choices.between(1, 3)
    for (let time = 0; time < times; time += 1) {
      await working.acknowledged(momentOf(choices).operations)
      await dropConnections(subject)
    }
    const begun = performance.now()
    await working.acknowledged(5)
    const recoveryMs = performance.now() - begun
    await working.end()
    return { recoveryMs, words: `${times} times`, problems: [] }
  },
}

/** The server is stopped under the service, or crashes, and is started again; the service stays, says so, and goes on. */
export const stoppedServer: Fault = {
  name: 'server stopped',
  appliesTo,
  async happen({ trial: { work }, postgres }, choices) {
    const { operations } = momentOf(choices)
    const working = work()
    await working.acknowledged(operations)
    const crashing = choices.below(2) === 1
    await postgres.halt({ crashing })
    await working.inVain(choices.between(3, 9), 2_000)
    await postgres.resume()
    const begun = performance.now()
    await working.acknowledged(5)
    const recoveryMs = performance.now() - begun
    await working.end()
    return { recoveryMs, words: `${crashing ? 'crashed' : 'stopped'} after ${operations} operations`, problems: [] }
  },
}

async function dropConnections({ place }: Subject): Promise<void> {
  if (!('database' in place)) return
  const client = new Client({ connectionString: place.database })
  await client.connect()
  try {
    await client.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`)
  } finally {
    await client.end()
  }
}
