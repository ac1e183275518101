import { beforeAll, expect, test } from 'vitest'
import type { InputOf } from '../../../src-shared/contract/calls.ts'
import type { DeskCalls } from '../../../src-shared/contract/index.ts'
import type { TokenSummary } from '../../../src-shared/schemas/tokens.ts'
import { refusalOf } from '../call-as.ts'
import { type SignedIn, TIME_ZONE } from '../desk-trial.ts'
import { type Cast, forContact, forUser } from './cast.ts'

/** Figures about tokens, and the calendar of their expirations. */
export function overview(cast: Cast): void {
  let token: TokenSummary
  const everybody = () => [cast.administrator, cast.support, cast.member]
  const countOf = async (who: SignedIn, filter: InputOf<DeskCalls, 'tokens.count'>) =>
    (await who.call('tokens.count', filter)).count

  beforeAll(async () => {
    const contact = await cast.newContact()
    const made = await cast.issue(cast.support, forContact(contact.id), 'Portal, “blue”; \\ and 🦊')
    token = made.token
    const withdrawn = await cast.issue(cast.support, forContact(contact.id))
    await cast.support.call('tokens.disable', { id: withdrawn.token.id, version: withdrawn.token.version })
    const removed = await cast.issue(cast.member, forUser(cast.member.operator.id))
    await cast.member.call('tokens.remove', { id: removed.token.id, version: removed.token.version })
    await cast.issue(cast.member, forUser(cast.member.operator.id))
    await cast.issue(cast.administrator, { kind: 'technical-user', id: (await cast.newTechnicalUser()).id })
  })

  test('BY-9 · each figure is the number of rows of its list, as far as the operator’s reach goes', async () => {
    for (const who of everybody()) {
      const figures = await who.call('overview.get', {})
      expect(figures.byStatusAndOwnerKind.reduce((sum, { count }) => sum + count, 0)).toBe(await countOf(who, {}))
      for (const { status, ownerKind, count } of figures.byStatusAndOwnerKind)
        expect(count).toBe(await countOf(who, { status: [status], ownerKind: [ownerKind] }))
      expect(figures.expiringWithin.map(({ days }) => days)).toEqual([7, 30, 90])
      for (const { days, count } of figures.expiringWithin)
        expect(count).toBe(await countOf(who, { expiringWithinDays: days }))
      expect(figures.neverUsed).toBe(await countOf(who, { status: ['active'], use: 'never' }))
      expect(figures.unusedFor90Days).toBe(await countOf(who, { status: ['active'], use: 'unused-90-days' }))
    }
    const kindsOf = async (who: SignedIn) => [
      ...new Set((await who.call('overview.get', {})).byStatusAndOwnerKind.map(({ ownerKind }) => ownerKind)),
    ]
    expect(await kindsOf(cast.administrator)).toEqual(['user', 'technical-user', 'contact'])
    expect(await kindsOf(cast.support)).toEqual(['user', 'contact'])
    expect(await kindsOf(cast.member)).toEqual(['user'])
  })

  test('BY-9 · the weeks of a year each have as many tokens as their list has rows', async () => {
    for (const who of everybody()) {
      const { weeks } = await who.call('overview.expirations', { timeZone: TIME_ZONE })
      expect(weeks).toHaveLength(53)
      expect(weeks[0]).toMatchObject({ weekStart: '2026-11-16', from: '2026-11-15T23:00:00.000Z' })
      for (const { from, before, count } of weeks.filter((week) => week.count > 0))
        expect(count).toBe(await countOf(who, { expiringBetween: { from, before } }))
      const total = weeks.reduce((sum, { count }) => sum + count, 0)
      const span = { from: weeks[0]?.from ?? '', before: weeks.at(-1)?.before ?? '' }
      expect(total).toBe(await countOf(who, { expiringBetween: span }))
      expect(total).toBeGreaterThan(0)
    }
    for (const name of ['overview.expirations', 'overview.calendar'] as const)
      expect(await refusalOf(cast.member.call(name, { timeZone: 'Nowhere/Land' }))).toMatchObject({
        code: 'INVALID_INPUT',
        fields: { timeZone: { rule: 'unknownTimeZone' } },
      })
  })

  test('BY-9 · the calendar has the tokens within reach that end, on their day, with an alarm a week before', async () => {
    const { file, events, more } = await cast.support.call('overview.calendar', { timeZone: TIME_ZONE })
    expect(more).toBe(false)
    expect(events).toBe(await countOf(cast.support, { expiringWithinDays: 365 }))
    expect(Math.max(...file.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(75)
    const lines = file.replaceAll('\r\n ', '').split('\r\n')
    expect(lines[0]).toBe('BEGIN:VCALENDAR')
    expect(lines.slice(-2)).toEqual(['END:VCALENDAR', ''])
    for (const edge of ['BEGIN:VEVENT', 'END:VEVENT', 'TRIGGER:-P7D'])
      expect(lines.filter((line) => line === edge)).toHaveLength(events)
    const start = lines.indexOf(`UID:${token.id}@token-desk.invalid`)
    const event = lines.slice(start, lines.indexOf('END:VEVENT', start))
    // Thirty days after 21 November, until that day ends in Prague.
    expect(event).toContain('DTSTART;VALUE=DATE:20261221')
    expect(event).toContain('SUMMARY:API token expires: Portal\\, “blue”\\; \\\\ and 🦊')
    expect(event).toContain(`DESCRIPTION:Owner: ${token.owner.name}\\, ${token.owner.customer?.name}\\nId: ${token.id}`)
    expect(file).not.toContain(token.hint)
    const words = { title: 'Konce platnosti', expires: 'Končí token:', owner: 'Vlastník:', id: 'Označení:' }
    const inCzech = (await cast.support.call('overview.calendar', { timeZone: TIME_ZONE, words })).file
      .replaceAll('\r\n ', '')
      .split('\r\n')
    expect(inCzech).toContain('X-WR-CALNAME:Konce platnosti')
    expect(inCzech).toContain('SUMMARY:Končí token: Portal\\, “blue”\\; \\\\ and 🦊')
    expect(inCzech.filter((line) => line === 'END:VEVENT')).toHaveLength(events)
    const own = await cast.member.call('overview.calendar', { timeZone: TIME_ZONE })
    expect(own.file).not.toContain(token.id)
    expect(own.events).toBe(await countOf(cast.member, { expiringWithinDays: 365 }))
  })
}
