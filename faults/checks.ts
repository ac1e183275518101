import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Entry } from './journal.ts'
import type { Rows, TrailRecord } from './rows.ts'

/** What was found of the operations that nobody has answered. */
export interface Findings {
  readonly problems: readonly string[]
  readonly openWhole: number
  readonly openAbsent: number
}

/** Holds what stands in a store against itself, and against what was asked and answered. */
export function findings(rows: Rows, entries: readonly Entry[]): Findings {
  const problems: string[] = []
  const lives = new Map<string, string[]>()
  for (const { action, subject } of rows.trail) {
    if (subject === null || !LIFE.has(action)) continue
    const key = `${subject.kind}:${subject.id}`
    lives.set(key, [...(lives.get(key) ?? []), action])
  }
  problems.push(...halfDone(rows, lives), ...repeatedDigests(rows))

  const found = lookUp(rows, lives)
  const open = { whole: 0, absent: 0 }
  for (const entry of entries) {
    const times = found(entry)
    const what = `operation ${entry.number} (${entry.call})`
    if (times > 1) problems.push(`${what} was carried out ${times} times`)
    if (entry.outcome === 'acknowledged' && times === 0) problems.push(`${what} was acknowledged and is not there`)
    if (entry.outcome === 'refused' && entry.effect.kind.endsWith('-made') && times > 0)
      problems.push(`${what} was refused and is there`)
    if (entry.outcome === 'open') open[times > 0 ? 'whole' : 'absent'] += 1
  }
  return { problems, openWhole: open.whole, openAbsent: open.absent }
}

/** Each change of a token, a person and the policy raises a version and leaves one record: where the two differ, one is half there. */
function halfDone(rows: Rows, lives: ReadonlyMap<string, readonly string[]>): string[] {
  const problems: string[] = []
  const known = new Set<string>()
  const compare = (what: string, versions: number, records: number) => {
    if (versions !== records) problems.push(`${what} has version ${versions} and ${records} records`)
  }
  for (const { id, state, version } of rows.tokens) {
    known.add(`token:${id}`)
    const life = lives.get(`token:${id}`) ?? []
    compare(`token ${id}`, version, life.length)
    const last = life.filter((action) => action !== 'token.changed').at(-1) ?? ''
    if (STATE_AFTER[last] !== state) problems.push(`token ${id} is ${state}, its last record says ${last}`)
  }
  for (const { kind, id, version } of rows.people) {
    known.add(`${kind}:${id}`)
    compare(`${kind} ${id}`, version, (lives.get(`${kind}:${id}`) ?? []).length)
  }
  for (const about of lives.keys())
    if (/^(token|user|customer|contact):/.test(about) && !known.has(about))
      problems.push(`${about} has records and no row`)
  const count = (...actions: string[]) => rows.trail.filter(({ action }) => actions.includes(action)).length
  if (rows.policyVersion !== null) compare('the policy', rows.policyVersion - 1, count('policy.changed'))
  // Those that are over for long are cleared away.
  if (rows.sessions.length > count(...BEGINS_SESSION)) problems.push('there are sessions that no record begins')
  return problems
}

const STATE_AFTER: Readonly<Record<string, string>> = {
  'token.issued': 'active',
  'token.enabled': 'active',
  'token.disabled': 'disabled',
  'token.removed': 'removed',
  'token.deleted': 'deleted',
}
const LIFE: ReadonlySet<string> = new Set([
  ...Object.keys(STATE_AFTER),
  'token.changed',
  'administrator.created',
  'user.created',
  'customer.created',
  'customer.changed',
  'contact.created',
])
const BEGINS_SESSION = ['administrator.created', 'session.signed-in', 'session.unlocked', 'session.password-set']

function repeatedDigests({ tokens, sessions }: Rows): string[] {
  const seen = new Set<string>()
  const problems: string[] = []
  for (const { id, digest } of [...tokens, ...sessions]) {
    if (digest.length !== 64 || seen.has(digest)) problems.push(`${id} has a digest that is no digest, or another’s`)
    seen.add(digest)
  }
  return problems
}

/** How many times an operation is in the store. */
function lookUp(rows: Rows, lives: ReadonlyMap<string, readonly string[]>): (entry: Entry) => number {
  const countOf = (names: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>()
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
    return counts
  }
  // As they were issued: a name changes later, its record does not.
  const issued = countOf(
    rows.trail.filter(({ action }) => action === 'token.issued').map(({ subject }) => subject?.name ?? ''),
  )
  const made = countOf(
    rows.trail.filter(({ action }) => action.endsWith('.created')).map(({ subject }) => subject?.name ?? ''),
  )
  const digests = new Map([...rows.tokens, ...rows.sessions].map(({ id, digest }) => [id, digest]))
  const people = new Set(rows.people.map(({ id }) => id))
  const policyChanges = rows.trail.filter(({ action }) => action === 'policy.changed').length
  return ({ effect }) => {
    switch (effect.kind) {
      case 'token-made':
        if (effect.made !== undefined && digests.get(effect.made.id) !== effect.made.digest) return 0
        return issued.get(effect.name) ?? 0
      case 'person-made':
        if (effect.made !== undefined && !people.has(effect.made.id)) return 0
        return made.get(effect.name) ?? 0
      case 'token-changed':
        return lives.get(`token:${effect.id}`)?.[effect.fromVersion] === effect.action ? 1 : 0
      case 'session-made':
        return effect.made !== undefined && digests.get(effect.made.id) === effect.made.digest ? 1 : 0
      case 'policy-changed':
        return policyChanges >= effect.fromVersion ? 1 : 0
    }
  }
}

/** A place in the trail that later ones have to go on from. */
export interface Checkpoint {
  readonly sequence: number
  readonly hash: string
  readonly at: string
}

/** Has the verifier that works without Token Desk read the trail; null where it is whole. */
export function brokenTrail(
  trail: readonly TrailRecord[],
  checkpoint: Checkpoint | undefined,
  scratchFolder: string,
): string | null {
  const [trailFile, checkpointFile] = [join(scratchFolder, 'trail.jsonl'), join(scratchFolder, 'checkpoint.json')]
  writeFileSync(trailFile, trail.map((record) => `${JSON.stringify(record)}\n`).join(''))
  if (checkpoint !== undefined) writeFileSync(checkpointFile, JSON.stringify(checkpoint))
  try {
    execFileSync(process.execPath, [VERIFIER, trailFile, ...(checkpoint === undefined ? [] : [checkpointFile])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    return null
  } catch (error) {
    return `the trail is not whole: ${String((error as { stdout?: Buffer }).stdout ?? error).trim()}`
  }
}

const VERIFIER = fileURLToPath(new URL('../resources/verify-audit-trail.mjs', import.meta.url))
