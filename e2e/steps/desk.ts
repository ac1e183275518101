import type { Page } from 'playwright-core'
import type { InputOf, OutputOf } from '../../src-shared/contract/calls.ts'
import type { PageCalls } from '../../src-shared/contract/desktop.ts'
import { DeskError, type Reply, reply } from '../../src-shared/errors.ts'
import type { Policy } from '../../src-shared/schemas/policy.ts'

/** What a call of the page's own bridge answers, refusals included. */
export async function replyTo<N extends keyof PageCalls & string>(
  page: Page,
  name: N,
  input: InputOf<PageCalls, N>,
): Promise<Reply> {
  const answer = await page.evaluate(
    ([call, given]) => {
      const { tokenDesk } = window as unknown as { tokenDesk: { call(name: string, input: unknown): Promise<unknown> } }
      return tokenDesk.call(call, given)
    },
    [name, input] as const,
  )
  return reply.parse(answer)
}

/**
 * Asks the desk as the page does, in the name of whoever is signed in there.
 *
 * ```ts
 * const { rows } = await ask(page, 'contacts.list', { search: 'ada' })
 * ```
 *
 * @throws {DeskError} what the desk refuses.
 */
export async function ask<N extends keyof PageCalls & string>(
  page: Page,
  name: N,
  input: InputOf<PageCalls, N>,
): Promise<OutputOf<PageCalls, N>> {
  const answer = await replyTo(page, name, input)
  if (!answer.ok) throw new DeskError(answer.error)
  return answer.value as OutputOf<PageCalls, N>
}

/** Changes some of the installation's rules. An administrator is signed in. */
export async function changePolicy(page: Page, change: Partial<Omit<Policy, 'version'>>): Promise<void> {
  await ask(page, 'policy.update', { ...(await ask(page, 'policy.get', {})), ...change })
}
