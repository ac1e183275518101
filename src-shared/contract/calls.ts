import type { z } from 'zod'
import type { AuditAction } from '../schemas/audit.ts'
import type { Permission } from '../schemas/permissions.ts'

/**
 * One row of the contract.
 *
 * `permission` is who may ask: `public` before anyone has signed in, `signed-in` for every operator, else a permission
 * of the operator's role. `work` says what the desk prepares: `read` a consistent view, `change` one transaction that
 * holds the change and its audit rows, `own` nothing, for calls that wait (password hashing, jobs) and open their own.
 * `audit` is the action that a successful call leaves in the trail.
 */
export interface CallDefinition {
  readonly input: z.ZodType
  readonly output: z.ZodType
  readonly permission: Permission | 'public' | 'signed-in'
  readonly work: 'read' | 'change' | 'own'
  readonly audit?: AuditAction
  /** True where the page may not ask, because main asks on its behalf. */
  readonly internal?: true
  /** How large an input of this call can be as JSON, where that is more than `USUAL_INPUT_LIMIT_BYTES`. */
  readonly inputLimitBytes?: number
}

/** Whether a call may change something, be it in memory, that a repeat would change twice. */
export function isChange({ work }: CallDefinition): boolean {
  return work !== 'read'
}

/** How large the input of a call can be as JSON, for whoever reads it from a wire: 1 MiB. */
export const USUAL_INPUT_LIMIT_BYTES = 1024 * 1024

export type Calls = Readonly<Record<string, CallDefinition>>
export type NameOf<C extends Calls> = keyof C & string
export type InputOf<C extends Calls, N extends NameOf<C>> = z.input<C[N]['input']>
export type OutputOf<C extends Calls, N extends NameOf<C>> = z.output<C[N]['output']>

/** How a caller sees a table of calls: typed by name, rejecting with DeskError. */
export type Call<C extends Calls> = <N extends NameOf<C>>(name: N, input: InputOf<C, N>) => Promise<OutputOf<C, N>>
