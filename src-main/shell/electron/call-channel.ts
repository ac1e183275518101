import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import { CALL_CHANNEL } from '../../../src-shared/bridge.ts'
import type { Reply } from '../../../src-shared/errors.ts'

/** The one way from the page into main. */
export interface CallChannel {
  isTrusted(event: Pick<IpcMainInvokeEvent, 'senderFrame'>): boolean
  answer(name: unknown, input: unknown): Promise<Reply>
}

/** Registers the only handler of the application. Whoever is not our page is refused, and told nothing else. */
export function serveCalls(ipc: Pick<IpcMain, 'handle'>, { isTrusted, answer }: CallChannel): void {
  ipc.handle(CALL_CHANNEL, (event, name: unknown, input: unknown): Promise<Reply> | Reply =>
    isTrusted(event) ? answer(name, input) : refusal,
  )
}

const refusal: Reply = { ok: false, error: { code: 'FORBIDDEN', message: 'This page may not call Token Desk.' } }
