import { NoKeychain } from '../../src-core/key-ring/no-keychain.ts'
import type { KeyRing, Log } from '../../src-core/ports.ts'
import type { FromWorker, KeyRingAnswer, ToWorker } from './messages.ts'

/** The key ring as the desk in its thread sees it: main is asked, and answers when it can. */
export interface DistantKeyRing extends KeyRing {
  hear(message: Extract<ToWorker, { kind: 'key-ring' }>): void
}

export function distantKeyRing(send: (message: FromWorker) => void): DistantKeyRing {
  const waiting = new Map<number, (answer: KeyRingAnswer) => void>()
  let lastId = 0
  const ask = (asks: keyof KeyRing): Promise<KeyRingAnswer> =>
    new Promise((resolve) => {
      lastId += 1
      waiting.set(lastId, resolve)
      send({ kind: 'key-ring', id: lastId, asks })
    })

  return {
    async status() {
      const answer = await ask('status')
      return answer.kind === 'status' ? answer.status : { available: false, problem: 'not-asked' }
    },
    async key() {
      const answer = await ask('key')
      if (answer.kind === 'key') return answer.key
      throw new NoKeychain(answer.kind === 'refused' ? answer.problem : 'not-asked')
    },
    hear({ id, answer }) {
      waiting.get(id)?.(answer)
      waiting.delete(id)
    },
  }
}

/** Main's end: asks the keychain. Never rejects. */
export async function answerKeyRing(keyRing: KeyRing, asks: keyof KeyRing, log: Log): Promise<KeyRingAnswer> {
  try {
    return asks === 'status'
      ? { kind: 'status', status: await keyRing.status() }
      : { kind: 'key', key: alone(await keyRing.key()) }
  } catch (error) {
    if (error instanceof NoKeychain) return { kind: 'refused', problem: error.problem }
    log.error('The keychain could not be asked.', error)
    return { kind: 'refused', problem: 'not-asked' }
  }
}

/** In a buffer of its own, which can be handed over. */
function alone(key: Uint8Array): Uint8Array<ArrayBuffer> {
  const copy = Uint8Array.from(key)
  key.fill(0)
  return copy
}
