import type { FastifyRequest } from 'fastify'
import type { ServiceDesk } from '../../src-core/desk.ts'
import type { InputOf, NameOf, OutputOf } from '../../src-shared/contract/calls.ts'
import type { GateCalls } from '../../src-shared/contract/gate.ts'
import { DeskError } from '../../src-shared/errors.ts'

/**
 * Asks the desk's gate on behalf of a request.
 *
 * @throws {DeskError} what the desk refused with.
 */
export async function askGate<Name extends NameOf<GateCalls>>(
  desk: ServiceDesk,
  name: Name,
  input: InputOf<GateCalls, Name>,
  { callerAddress: address }: FastifyRequest,
): Promise<OutputOf<GateCalls, Name>> {
  const reply = await desk.askGate({ name, input, origin: { address } })
  if (!reply.ok) throw new DeskError(reply.error)
  return reply.value as OutputOf<GateCalls, Name>
}
