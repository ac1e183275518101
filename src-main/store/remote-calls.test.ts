import { expect, test } from 'vitest'
import type { CallDefinition } from '../../src-shared/contract/calls.ts'
import { deskCalls } from '../../src-shared/contract/index.ts'
import { announcementsAfter, treatmentOf } from './remote-calls.ts'

const calls = Object.entries<CallDefinition>(deskCalls)

test('DC-3 · whatever changes something travels under a key, and nothing that leaves a record is asked twice without', () => {
  for (const [name, call] of calls) {
    if (name.startsWith('sessions.')) continue
    if (call.work === 'change' || call.audit !== undefined) expect([name, treatmentOf(name)]).toEqual([name, 'change'])
    if (call.work === 'read') expect([name, treatmentOf(name)]).toEqual([name, 'read'])
  }
})

test('every change of a subject is announced here as the desk at hand announces it', () => {
  // What jobs do is announced when they have ended; checks and an import leave records first, and calls about the trail nothing else.
  const silent = new Set(['store', 'backups', 'imports', 'jobs', 'logos', 'audit'])
  for (const [name] of calls) {
    if (treatmentOf(name) !== 'change' || silent.has(name.split('.')[0] ?? '')) continue
    expect([name, announcementsAfter(name).length]).toEqual([name, expect.toSatisfy((count: number) => count > 1)])
  }
})
