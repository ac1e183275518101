import { randomBytes } from 'node:crypto'
import { parentPort } from 'node:worker_threads'
import { DeskError } from '../../../src-shared/errors.ts'
import { openSqliteStore } from '../sqlite.ts'
import type { Store } from '../store.ts'

/**
 * Another owner, for the tests of the store: `open` says how opening went and ends, `hold` keeps the store open, `issue`
 * writes tokens and audit rows without end and says so after each. What it says goes to its parent.
 */
const [what = '', folder = ''] = process.argv.slice(2)
const NOON = Date.UTC(2026, 10, 21, 12)

try {
  const store = await openSqliteStore({
    folder,
    clock: { now: () => NOON },
    random: { bytes: (count) => randomBytes(count) },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  if (what === 'open') {
    await store.close()
    say({ opened: true })
  } else if (what === 'hold') {
    say({ folder })
    setInterval(() => {}, 1000)
  } else await issueWithoutEnd(store)
} catch (error) {
  say(error instanceof DeskError ? error.toFailure() : { bug: String(error) })
}

async function issueWithoutEnd(store: Store): Promise<never> {
  for (;;) {
    await store.change(async ({ users, tokens, audit }) => {
      const owner = await users.findByUsername('ada')
      const token = await tokens.create(
        {
          owner: { kind: 'user', id: owner?.user.id ?? '' },
          name: 'Issued by child',
          description: null,
          digest: randomBytes(32),
          hint: 'tdu_abcd',
          modules: ['orders'],
          expiresAt: null,
          createdBy: null,
        },
        NOON,
      )
      await audit.append({
        at: NOON,
        actor: null,
        action: 'token.issued',
        subject: { kind: 'token', id: token.id, name: token.name },
        details: {},
      })
    })
    say({ folder })
  }
}

function say(answer: unknown): void {
  if (parentPort !== null) parentPort.postMessage(answer)
  else if (process.send !== undefined) process.send(answer as object)
  else process.stdout.write(JSON.stringify(answer))
}
