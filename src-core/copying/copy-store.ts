import { DeskError } from '../../src-shared/errors.ts'
import { COPIED_TABLES } from '../store/repositories/copy-repository.ts'
import type { CopiedTable, CopyRepository, Store, StorePage } from '../store/store.ts'

/** What a copy brings, or would bring: how many rows of each table, and how many records of the audit trail. */
export type CopyCounts = Readonly<Record<CopiedTable, number>>

/**
 * `copied` where something was brought, or would be. `same`: the target holds this store already. `ahead`: it does, and
 * people have worked there since.
 */
export interface CopyOutcome {
  readonly outcome: 'copied' | 'same' | 'ahead'
  readonly counts: CopyCounts
}

export interface CopyOptions {
  /** Looks and counts, and changes nothing. */
  readonly preview?: boolean
  /** Told of each page: rows so far, of as many in all. */
  onProgress?(rows: number, ofRows: number): void
  /** Undoes what was brought so far. */
  readonly signal?: AbortSignal
}

/**
 * Copies a store into another in one transaction, all of it or nothing: people, tokens by their digests, modules, settings,
 * and the audit trail with its hashes, all under the ids that they have. The target has to be empty, or hold the very
 * beginning of this audit trail and nothing else; copied twice, nothing changes. It leaves no record of its own: with one,
 * the two trails would not be the same.
 *
 * Sessions, failed sign-ins and values that are kept of tokens stay behind: whoever moves signs in again, and the values are
 * sealed with a key of this workstation.
 *
 * @throws {DeskError} CONFLICT (`other-store`) where the target is another store's; STORE_CORRUPT where the trail is not
 *   sound; CANCELLED.
 */
export function copyStore(from: Store, to: Store, options: CopyOptions = {}): Promise<CopyOutcome> {
  return from.read(({ copying: source }) => {
    const into = (repositories: { readonly copying: CopyRepository }) => copyInto(source, repositories.copying, options)
    return options.preview === true ? to.read(into) : to.change(into)
  })
}

async function copyInto(source: CopyRepository, target: CopyRepository, options: CopyOptions): Promise<CopyOutcome> {
  const there = await target.trail()
  const here = await source.trail()
  if (there.records >= here.records) {
    if (!isSame(await target.hashAt(here.records), here.hash)) throw otherStore()
    // An empty store over an empty store: there is nothing, and nobody, to bring.
    return { outcome: there.records === here.records ? 'same' : 'ahead', counts: NOTHING }
  }
  if (!isSame(await source.hashAt(there.records), there.hash)) throw otherStore()
  const counts = await countsBehind(source, there.records)
  if (options.preview !== true) await putPages(target, pagesBehind(source, there.records, counts, options))
  return { outcome: 'copied', counts }
}

/** How many rows a target lacks whose audit trail has this many records. */
export async function countsBehind(source: CopyRepository, records: number): Promise<CopyCounts> {
  const counts = { ...NOTHING }
  for (const table of COPIED_TABLES) counts[table] = await source.count(table, beginning(table, records))
  return counts
}

/** Those rows, page by page, in the order in which they can be put. */
export async function* pagesBehind(
  source: CopyRepository,
  records: number,
  counts: CopyCounts,
  { onProgress, signal }: Pick<CopyOptions, 'onProgress' | 'signal'>,
): AsyncGenerator<StorePage> {
  const ofRows = Object.values(counts).reduce((sum, count) => sum + count, 0)
  let rows = 0
  for (const table of COPIED_TABLES)
    for (let after = beginning(table, records); ; ) {
      if (signal?.aborted === true) throw stopped()
      const page = await source.page(table, after, PAGE_ROWS[table] ?? USUAL_PAGE_ROWS)
      if (page.after === null) break
      yield page
      after = page.after
      rows += page.rows.length
      onProgress?.(rows, ofRows)
    }
}

/** Puts all pages into a store, inside one transaction of its. */
export async function putPages(target: CopyRepository, pages: AsyncIterable<StorePage>): Promise<void> {
  await target.clear()
  for await (const page of pages) await target.put(page)
  await target.finish()
}

/** The refusal of a copy that somebody stopped. */
export function stopped(): DeskError {
  return new DeskError({ code: 'CANCELLED', message: 'The copy was stopped. Nothing was changed.' })
}

/** No rows. */
export const NOTHING = Object.fromEntries(COPIED_TABLES.map((table) => [table, 0])) as Record<CopiedTable, number>

const USUAL_PAGE_ROWS = 1_000
/** Pictures are large. */
const PAGE_ROWS: Partial<Record<CopiedTable, number>> = { token_logos: 50 }

/** Of the trail only what is new is brought, of everything else all. */
function beginning(table: CopiedTable, records: number): StorePage['after'] {
  return table === 'audit' ? [records] : null
}

function isSame(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.from(left).equals(right)
}

function otherStore(): DeskError {
  const message =
    'The other store has an audit trail of its own, which is not the beginning of this one. Only an empty store can be copied into, or an earlier copy of this one.'
  return new DeskError({ code: 'CONFLICT', reason: 'other-store', message })
}
