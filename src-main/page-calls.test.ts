import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { pageCalls } from '../src-shared/contract/desktop.ts'
import { deskCalls } from '../src-shared/contract/index.ts'
import { DeskError, type Reply } from '../src-shared/errors.ts'
import { createIdleLock } from './idle-lock.ts'
import { createPageCalls, noteReveal } from './page-calls.ts'
import { clipboardMarkerIn } from './reveal/clipboard-marker.ts'
import { createRevealBox } from './reveal/reveal-box.ts'
import { createSecretClipboard } from './reveal/secret-clipboard.ts'
import type { Connection } from './store/connection.ts'
import { profilesIn } from './store/profiles.ts'
import { fakeClipboard } from './testing/fake-clipboard.ts'
import { fakeShell } from './testing/fake-shell.ts'
import { manualTime, settled } from './testing/manual-time.ts'
import { memoryLog } from './testing/memory-log.ts'
import { temporaryFolder } from './testing/temporary-folder.ts'

const SECRET = `tdc_${'Aa1'.repeat(12)}`
const TOKEN = {
  id: 'TKN-7Q4K-9M2X',
  name: 'Portal',
  description: null,
  hint: 'tdc_Aa1A',
  owner: { kind: 'contact', id: 'CON-7Q4K-9M2X', name: 'Ada', active: true, customer: null },
  modules: [],
  status: 'active',
  createdAt: '2026-11-21T12:00:00.000Z',
  createdBy: null,
  expiresAt: null,
  lastAccessAt: null,
  disabledAt: null,
  disabledUntil: null,
  disableReason: null,
  removedAt: null,
  withdrawalReason: null,
  undoableUntil: null,
  replaces: null,
  replacedBy: null,
  logoVersion: null,
  recoverable: false,
  version: 1,
}
const POLICY = {
  longestLifetimeDays: 365,
  defaultExpiration: '90-days',
  allowNoExpiration: false,
  clipboardSeconds: 30,
  idleMinutes: 5,
  revealMinutes: 10,
  nameMinimumLength: 1,
  namePrefix: null,
  nameUniqueForOwner: false,
  recoverableFor: [],
  version: 1,
}

/** The page's calls over a desk whose answers the test decides, call by call. */
function page(answers: Record<string, Reply | (() => Promise<Reply> | Reply)> = {}) {
  const asked: { name: string; input: unknown }[] = []
  const standing = { active: true, number: 1 }
  const connection: Connection = {
    async ask(name, input) {
      asked.push({ name, input })
      const all: typeof answers = { 'policy.get': { ok: true, value: POLICY }, ...answers }
      const answer = all[name]
      if (typeof answer === 'function') return answer()
      return answer ?? { ok: true, value: {} }
    },
    problem: async () => null,
    retry: async () => null,
    use: async () => {},
    link: () => ({ state: 'connected' }),
    whileClosed: (work) => work(),
    tryLink: async () => ({ state: 'connected' }),
    isActive: () => standing.active,
    sessionNumber: () => standing.number,
    close: async () => {},
  }
  const time = manualTime()
  const log = memoryLog()
  const clipboard = fakeClipboard()
  const ports = { clock: time.clock, timers: time.timers, log }
  const secrets = createSecretClipboard({
    ...ports,
    clipboard,
    marker: clipboardMarkerIn(temporaryFolder(), log),
    onChange: () => {},
  })
  const shell = fakeShell()
  const unsaved: unknown[] = []
  const reveals = createRevealBox({
    ...ports,
    note: (subject, how) => noteReveal(connection, subject, how),
    holdMs: async () => 30_000,
    putOnClipboard: secrets.copy,
    onEnded: () => {},
  })
  const answer = createPageCalls({
    connection,
    profiles: profilesIn(temporaryFolder(), log),
    onStoresChanged: () => {},
    reveals,
    clipboard: secrets,
    idleLock: createIdleLock({ ...ports, idleMinutes: async () => 5, lock: () => {} }),
    facts: { version: '1.2.3', shell: 'chromium', dataFolder: '/data' },
    saveFile: shell.saveFile,
    onExportProgress: () => {},
    chooseFileToSave: shell.chooseFileToSave,
    chooseBackup: shell.chooseBackup,
    clock: ports.clock,
    setUnsaved: (question) => void unsaved.push(question),
    log,
  })
  return { answer, asked, standing, clipboard, log, time, saved: shell.saved, unsaved }
}

describe('the calendar of expirations', () => {
  const calendar: Reply = { ok: true, value: { file: 'BEGIN:VCALENDAR ž', events: 3, more: false } }
  const words = { title: 'Expirace', expires: 'Končí:', owner: 'Vlastník:', id: 'Id:' }

  test('BY-9 · is saved as a file, and the page learns where and no word of what is in it', async () => {
    const { answer, asked, saved } = page({ 'overview.calendar': calendar })
    expect(await answer('desktop.saveCalendar', { words })).toEqual({
      ok: true,
      value: { path: '/downloads/token-expirations.ics', events: 3, more: false },
    })
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
    expect(asked).toEqual([{ name: 'overview.calendar', input: { timeZone, words } }])
    expect(saved.map(({ bytes }) => Buffer.from(bytes).toString('utf8'))).toEqual(['BEGIN:VCALENDAR ž'])
  })

  test('what the desk refuses is refused, and nothing is saved', async () => {
    const refusal = { ok: false as const, error: { code: 'LOCKED' as const, message: 'Token Desk is locked.' } }
    const { answer, saved } = page({ 'overview.calendar': refusal })
    expect(await answer('desktop.saveCalendar', { words })).toEqual(refusal)
    expect(saved).toEqual([])
  })
})

test('what is not saved reaches the window with its question, in words and of no great length', async () => {
  const { answer, unsaved } = page()
  const question = { title: 'Leave?', text: 'Not saved yet.', stay: 'Keep editing', leave: 'Leave' }
  for (const each of [question, null])
    expect(await answer('desktop.setUnsaved', { unsaved: each })).toEqual({ ok: true, value: {} })
  for (const each of [undefined, 'x', {}, { ...question, text: 'x'.repeat(501) }, { ...question, more: 1 }])
    expect(await answer('desktop.setUnsaved', { unsaved: each })).toMatchObject({ error: { code: 'INVALID_INPUT' } })
  expect(unsaved).toEqual([question, null])
})

const issued = (): Reply => ({ ok: true, value: { token: TOKEN, secret: Uint8Array.from(Buffer.from(SECRET)) } })

describe('what the page may ask', () => {
  test('DC-1 · is its table and nothing else: every other name is unknown and reaches nobody', async () => {
    const { answer, asked } = page()
    const internal = ['tokens.noteReveal', 'tokens.value', 'users.noteSetupCodeReveal']
    const foreign = ['', 'nope', 'constructor', '__proto__', 'toString', 'tokens.list ', 'TOKENS.LIST', 'store.change']
    for (const name of [...internal, ...foreign, 7, null, undefined, {}, ['tokens.list']])
      expect(await answer(name, {})).toEqual({
        ok: false,
        error: { code: 'UNKNOWN_CALL', message: 'There is no such call.' },
      })
    expect(asked).toEqual([])
  })

  test('DC-1 · includes every call of the desk but the internal ones, each forwarded as it is', async () => {
    const { answer, asked } = page()
    const internal = Object.entries(deskCalls).flatMap(([name, call]) => ('internal' in call ? [name] : []))
    expect(internal).not.toEqual([])
    for (const name of Object.keys(deskCalls).filter((each) => !internal.includes(each))) {
      asked.length = 0
      await answer(name, { any: 'input' })
      expect(asked).toContainEqual({ name, input: { any: 'input' } })
    }
    for (const name of internal) expect(pageCalls).not.toHaveProperty([name])
  })

  test('of the desktop has a time zone, even where the environment names none that JavaScript knows', async () => {
    onTestFinished(() => void vi.unstubAllEnvs())
    for (const zone of [':/etc/localtime', 'Nowhere/Land']) {
      vi.stubEnv('TZ', zone)
      expect(await page().answer('desktop.info', {})).toMatchObject({
        ok: true,
        value: { timeZone: expect.stringMatching(/^[A-Z]/) },
      })
    }
  })

  test('of the desktop is parsed like everything else', async () => {
    const { answer } = page()
    for (const input of [null, 'x', {}, { revealId: 'no uuid' }, { revealId: crypto.randomUUID(), more: 1 }])
      expect(await answer('reveal.show', input)).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    expect(await answer('desktop.info', { more: 1 })).toMatchObject({ ok: false, error: { code: 'INVALID_INPUT' } })
    expect(await answer('desktop.info', {})).toMatchObject({
      ok: true,
      value: { version: '1.2.3', shell: 'chromium', dataFolder: '/data', problem: null },
    })
  })
})

describe('what the page gets', () => {
  test('has no secret in it, whatever the desk answers', async () => {
    const leaking = { ok: true as const, value: { ...TOKEN, secret: SECRET, digest: SECRET } }
    const { answer } = page({
      'tokens.get': leaking,
      'tokens.issue': { ok: true, value: { token: { ...TOKEN, secret: SECRET }, secret: SECRET, digest: SECRET } },
    })
    const got = await answer('tokens.get', { id: TOKEN.id })
    expect(got).toEqual({ ok: true, value: TOKEN })
    const made = await answer('tokens.issue', {})
    expect(made).toMatchObject({ ok: true, value: { token: TOKEN } })
    expect(JSON.stringify(made)).not.toContain(SECRET)
    expect(made.ok && Object.keys(made.value as object).sort()).toEqual(['revealId', 'token'])
  })

  test('is INTERNAL, and a line in the log without the answer, where an answer is not what the contract says', async () => {
    const { answer, log } = page({ 'tokens.get': { ok: true, value: { secret: SECRET } } })
    expect(await answer('tokens.get', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } })
    expect(log.lines.join()).toContain('tokens.get')
    expect(log.lines.join()).not.toContain(SECRET)
  })

  test('is the desk’s refusal with everything it says', async () => {
    const error = {
      code: 'CONFLICT' as const,
      message: 'Changed meanwhile.',
      reason: 'version',
      fields: { name: { rule: 'taken', message: 'Taken.' } },
    }
    const { answer } = page({ 'tokens.disable': { ok: false, error } })
    expect(await answer('tokens.disable', {})).toEqual({ ok: false, error })
  })
})

describe('a new secret', () => {
  async function issue(answers: Parameters<typeof page>[0] = {}) {
    const all = page({ 'tokens.issue': issued, ...answers })
    const made = await all.answer('tokens.issue', {})
    if (!made.ok) throw new DeskError(made.error)
    return { ...all, revealId: (made.value as { revealId: string }).revealId }
  }

  test('AK-4 · is shown as often as asked, copied once, and then gone', async () => {
    const { answer, revealId, clipboard, asked } = await issue()
    const show = await answer('reveal.show', { revealId })
    expect(show).toEqual({ ok: true, value: { secret: SECRET } })
    const copies = await Promise.all([answer('reveal.copy', { revealId }), answer('reveal.copy', { revealId })])
    expect(copies[0]).toMatchObject({ ok: true })
    expect(copies[1]).toEqual(copies[0])
    expect(clipboard.content()).toBe(SECRET)
    expect(clipboard.writes()).toBe(1)
    for (const name of ['reveal.show', 'reveal.copy'])
      expect(await answer(name, { revealId })).toMatchObject({ ok: false, error: { code: 'REVEAL_GONE' } })
    const notes = asked.filter(({ name }) => name === 'tokens.noteReveal').map(({ input }) => input)
    expect(notes).toEqual([
      { id: TOKEN.id, how: 'shown' },
      { id: TOKEN.id, how: 'copied' },
    ])
  })

  for (const code of ['LOCKED', 'NOT_SIGNED_IN'] as const)
    test(`is not revealed to somebody who is ${code}`, async () => {
      const refusal = { ok: false as const, error: { code, message: 'No.' } }
      const { answer, revealId, clipboard } = await issue({ 'tokens.noteReveal': refusal })
      for (const name of ['reveal.show', 'reveal.copy']) expect(await answer(name, { revealId })).toEqual(refusal)
      expect(clipboard.writes()).toBe(0)
    })

  for (const ending of ['sessions.lock', 'sessions.signOut'])
    test(`ends with ${ending}, on the clipboard too, before the desk has answered`, async () => {
      let answerDesk = (): void => {}
      const { answer, revealId, clipboard } = await issue({
        [ending]: () => new Promise((resolve) => (answerDesk = () => resolve({ ok: true, value: {} }))),
      })
      const second = await answer('tokens.issue', {})
      await answer('reveal.copy', { revealId })
      const ended = answer(ending, {})
      await settled()
      expect(clipboard.content()).toBeNull()
      const { revealId: other } = (second as { value: { revealId: string } }).value
      expect(await answer('reveal.show', { revealId: other })).toMatchObject({ error: { code: 'REVEAL_GONE' } })
      answerDesk()
      expect(await ended).toEqual({ ok: true, value: {} })
    })

  test('that arrives after its session has ended is not kept', async () => {
    const { answer, standing } = page({
      'tokens.issue': () => {
        standing.active = false
        standing.number += 1
        return issued()
      },
    })
    const made = await answer('tokens.issue', {})
    const { revealId } = (made as { value: { revealId: string } }).value
    expect(await answer('reveal.show', { revealId })).toMatchObject({ ok: false, error: { code: 'REVEAL_GONE' } })
  })

  test('of a person who is to choose a password stays in main as well, and is recorded as that person’s', async () => {
    const user = {
      id: 'USR-7Q4K-9M2X',
      kind: 'person',
      username: 'ada',
      fullName: 'Ada',
      email: null,
      preferredLanguage: 'en',
      role: 'member',
      employedFrom: null,
      employedUntil: null,
      employmentEndsAt: null,
      active: true,
      hasPassword: false,
      tokenCount: 0,
      createdAt: TOKEN.createdAt,
      version: 1,
    }
    const secret = Uint8Array.from(Buffer.from('CODE-CODE'))
    const { answer, asked } = page({
      'users.issueSetupCode': { ok: true, value: { user, secret, expiresAt: TOKEN.createdAt } },
    })
    const made = await answer('users.issueSetupCode', { id: user.id })
    expect(made).toMatchObject({ ok: true, value: { user, expiresAt: TOKEN.createdAt } })
    const { revealId, ...rest } = (made as { value: { revealId: string } }).value
    expect(JSON.stringify(rest)).not.toContain('CODE')
    expect(await answer('reveal.show', { revealId })).toEqual({ ok: true, value: { secret: 'CODE-CODE' } })
    expect(asked).toContainEqual({ name: 'users.noteSetupCodeReveal', input: { id: user.id, how: 'shown' } })
  })

  test('ends when the policy’s minutes are over', async () => {
    const { answer, revealId, time } = await issue()
    await time.advance(POLICY.revealMinutes * 60_000)
    expect(await answer('reveal.show', { revealId })).toMatchObject({ error: { code: 'REVEAL_GONE' } })
  })
})

describe('MP-10 · a kept value', () => {
  const value = (): Reply => ({ ok: true, value: { secret: Uint8Array.from(Buffer.from(SECRET)) } })
  const question = { id: TOKEN.id }

  test('is shown and copied as often as asked, each time given out by the desk, which has it on record', async () => {
    const { answer, asked, clipboard } = page({ 'tokens.value': value })
    expect(await answer('tokens.showValue', question)).toEqual({ ok: true, value: { secret: SECRET } })
    for (const writes of [1, 2]) {
      expect(await answer('tokens.copyValue', question)).toMatchObject({
        ok: true,
        value: { clearsAt: expect.any(String) },
      })
      expect([clipboard.content(), clipboard.writes()]).toEqual([SECRET, writes])
    }
    expect(asked.filter(({ name }) => name === 'tokens.value').map(({ input }) => input)).toEqual([
      { id: TOKEN.id, how: 'shown' },
      { id: TOKEN.id, how: 'copied' },
      { id: TOKEN.id, how: 'copied' },
    ])
  })

  test('leaves the clipboard when its time is up, like a new secret', async () => {
    const { answer, clipboard, time } = page({ 'tokens.value': value })
    await answer('tokens.copyValue', question)
    await time.advance(POLICY.clipboardSeconds * 1000)
    expect(clipboard.content()).toBeNull()
  })

  test('that the desk refuses is neither shown nor copied', async () => {
    const refusal = { ok: false as const, error: { code: 'CONFLICT' as const, reason: 'not-kept', message: 'No.' } }
    const { answer, clipboard } = page({ 'tokens.value': refusal })
    for (const name of ['tokens.showValue', 'tokens.copyValue']) expect(await answer(name, question)).toEqual(refusal)
    expect(clipboard.writes()).toBe(0)
  })

  for (const ending of ['sessions.lock', 'sessions.signOut'])
    test(`that arrives after ${ending} reaches neither the page nor the clipboard`, async () => {
      let answerDesk = (): void => {}
      const { answer, clipboard } = page({
        'tokens.value': () => new Promise((resolve) => (answerDesk = () => resolve(value()))),
      })
      for (const name of ['tokens.showValue', 'tokens.copyValue']) {
        const asking = answer(name, question)
        await settled()
        await answer(ending, {})
        answerDesk()
        expect(await asking).toMatchObject({ ok: false, error: { code: 'REVEAL_GONE' } })
      }
      expect(clipboard.writes()).toBe(0)
    })
})
