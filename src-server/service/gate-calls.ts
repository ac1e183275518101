import type { FastifyRequest } from 'fastify'
import type { ServiceDesk } from '../../src-core/desk.ts'
import type { InputOf, NameOf, OutputOf } from '../../src-shared/contract/calls.ts'
import type { GateCalls } from '../../src-shared/contract/gate.ts'
import { DeskError, type ErrorCode } from '../../src-shared/errors.ts'

/** Asks the desk's gate on behalf of a request. It throws the DeskError that the desk refused with. */
export type AskGate = <Name extends NameOf<GateCalls>>(
  name: Name,
  input: InputOf<GateCalls, Name>,
  request: FastifyRequest,
) => Promise<OutputOf<GateCalls, Name>>

/** The gate of a desk, for the endpoints that ask it. `onRefused` hears of each refusal. */
export function gateOf(desk: ServiceDesk, onRefused: (code: ErrorCode) => void): AskGate {
  return async function ask<Name extends NameOf<GateCalls>>(
    name: Name,
    input: InputOf<GateCalls, Name>,
    { callerAddress: address }: FastifyRequest,
  ) {
    const reply = await desk.askGate({ name, input, origin: { address } })
    if (reply.ok) return reply.value as OutputOf<GateCalls, Name>
    onRefused(reply.error.code)
    throw new DeskError(reply.error)
  }
}
