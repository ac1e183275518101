import { beforeAll, expect, test } from 'vitest'
import { deskCalls } from '../../../src-shared/contract/index.ts'
import type { Cast } from './cast.ts'

/** Every call of the contract, asked by everybody there is. */
export function permissions(cast: Cast): void {
  const sessions: Record<string, string | null> = { 'signed-out': null }

  beforeAll(async () => {
    sessions.administrator = cast.administrator.session
    sessions.support = cast.support.session
    sessions.member = cast.member.session
    const locked = await cast.trial.signIn('anna')
    await locked.call('sessions.lock', {})
    sessions.locked = locked.session
  })

  test('every call of the contract has its row', () => {
    expect(Object.keys(MATRIX).sort()).toEqual(Object.keys(deskCalls).sort())
  })

  test.each(Object.entries(MATRIX))('%s is for %s', async (name, allowed) => {
    // An input that no call accepts: who may ask is told INVALID_INPUT, who may not learns nothing about the input.
    const outcomeFor = async (who: string) => {
      const reply = await cast.trial.desk().call({ name, input: { noSuchField: true }, session: sessions[who] ?? null })
      return reply.ok ? 'answered' : reply.error.code
    }
    const roles = { administrator: 'A', support: 'S', member: 'M' } as const
    for (const [who, letter] of Object.entries(roles)) {
      const may = allowed === 'everybody' || allowed.includes(letter)
      expect([who, await outcomeFor(who)]).toEqual([who, may ? 'INVALID_INPUT' : 'FORBIDDEN'])
    }
    const isPublic = allowed === 'everybody'
    expect(await outcomeFor('signed-out')).toBe(isPublic ? 'INVALID_INPUT' : 'NOT_SIGNED_IN')
    expect(await outcomeFor('locked')).toBe(isPublic ? 'INVALID_INPUT' : 'LOCKED')
  })
}

/**
 * Who may ask for what, whole. A call that is not in this table, or a row without a call, fails. `everybody` includes
 * those who are signed out and locked sessions; the letters are administrator, support and member.
 */
const MATRIX: Readonly<Record<string, 'everybody' | 'ASM' | 'AS' | 'A'>> = {
  'sessions.state': 'everybody',
  'sessions.createAdministrator': 'everybody',
  'sessions.signIn': 'everybody',
  'sessions.setPassword': 'everybody',
  'sessions.lock': 'everybody',
  'sessions.unlock': 'everybody',
  'sessions.signOut': 'everybody',
  'sessions.touch': 'ASM',
  'sessions.list': 'ASM',
  'sessions.end': 'ASM',
  'sessions.endOthers': 'ASM',
  'profile.get': 'ASM',
  'profile.update': 'ASM',
  'profile.changePassword': 'ASM',
  'users.list': 'A',
  'users.count': 'A',
  'users.get': 'A',
  'users.create': 'A',
  'users.update': 'A',
  'users.deactivate': 'A',
  'users.reactivate': 'A',
  'users.issueSetupCode': 'A',
  'users.noteSetupCodeReveal': 'A',
  'customers.list': 'AS',
  'customers.count': 'AS',
  'customers.get': 'AS',
  'customers.create': 'A',
  'customers.update': 'A',
  'customers.deactivate': 'A',
  'customers.reactivate': 'A',
  'contacts.list': 'AS',
  'contacts.count': 'AS',
  'contacts.get': 'AS',
  'contacts.create': 'A',
  'contacts.update': 'A',
  'contacts.deactivate': 'A',
  'contacts.reactivate': 'A',
  'imports.begin': 'A',
  'imports.append': 'A',
  'imports.inspect': 'A',
  'imports.prepare': 'A',
  'imports.preview': 'A',
  'imports.lines': 'A',
  'imports.start': 'A',
  'imports.discard': 'A',
  'tokens.list': 'ASM',
  'tokens.count': 'ASM',
  'tokens.get': 'ASM',
  'tokens.expiration': 'ASM',
  'tokens.choices': 'ASM',
  'tokens.issue': 'ASM',
  'tokens.update': 'ASM',
  'tokens.noteReveal': 'ASM',
  'tokens.value': 'ASM',
  'tokens.disable': 'ASM',
  'tokens.enable': 'ASM',
  'tokens.remove': 'ASM',
  'tokens.delete': 'ASM',
  'tokens.reinstate': 'ASM',
  'tokens.previewRotation': 'ASM',
  'tokens.rotate': 'ASM',
  'tokens.verify': 'ASM',
  'tokens.explain': 'ASM',
  'tokens.prepareBulk': 'ASM',
  'tokens.previewBulk': 'ASM',
  'tokens.startBulk': 'ASM',
  'tokens.undoBulk': 'ASM',
  'tokens.discardBulk': 'ASM',
  'logos.prepare': 'ASM',
  'logos.get': 'ASM',
  'overview.get': 'ASM',
  'overview.expirations': 'ASM',
  'overview.calendar': 'ASM',
  'modules.list': 'ASM',
  'modules.create': 'A',
  'modules.update': 'A',
  'modules.usage': 'A',
  'resourceServers.list': 'A',
  'resourceServers.create': 'A',
  'resourceServers.update': 'A',
  'resourceServers.renewSecret': 'A',
  'resourceServers.withdraw': 'A',
  'resourceServers.noteSecretReveal': 'A',
  'policy.get': 'ASM',
  'policy.update': 'A',
  'policy.preview': 'A',
  'installation.get': 'ASM',
  'installation.update': 'A',
  'policy.keyRing': 'A',
  'store.info': 'A',
  'store.check': 'A',
  'store.compareTrail': 'everybody',
  'store.previewCopy': 'A',
  'store.startCopy': 'A',
  'backups.get': 'A',
  'backups.make': 'A',
  'backups.schedule': 'A',
  'backups.noteReplacing': 'A',
  'audit.list': 'A',
  'audit.export': 'A',
  'audit.noteExport': 'A',
  'audit.count': 'A',
  'audit.checkpoint': 'A',
  'audit.verify': 'A',
  'audit.verification': 'A',
  'audit.receiveCheckpoint': 'ASM',
  'audit.receivedCheckpoints': 'A',
  'jobs.get': 'ASM',
  'jobs.cancel': 'ASM',
}
