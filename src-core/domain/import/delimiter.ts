import type { z } from 'zod'
import type { importDelimiter } from '../../../src-shared/contract/imports.ts'

export type ImportDelimiter = z.infer<typeof importDelimiter>

/**
 * What stands between the values: the candidate that gives the first records the same number of values, and most of
 * them. Delimiters and line breaks inside quotes do not count. A file of one column answers the comma.
 */
export function detectDelimiter(head: string): ImportDelimiter {
  const announced = /^sep=([,;\t])\n/iu.exec(head)?.[1]
  if (announced !== undefined) return announced as ImportDelimiter
  let best: ImportDelimiter = ','
  let bestScore = 0
  for (const delimiter of CANDIDATES) {
    const score = scoreOf(head, delimiter)
    if (score > bestScore) {
      best = delimiter
      bestScore = score
    }
  }
  return best
}

const CANDIDATES: readonly ImportDelimiter[] = [',', ';', '\t']
const RECORDS_LOOKED_AT = 30

function scoreOf(head: string, delimiter: ImportDelimiter): number {
  const [header, ...records] = delimitersByRecord(head, delimiter)
  if (header === undefined || header === 0) return 0
  const alike = records.filter((count) => count === header).length
  const consistency = records.length === 0 ? 1 : alike / records.length
  // Agreement decides; the number of columns only between candidates that agree as much.
  return 0.01 + consistency * 10 + Math.min(header, 100) / 100
}

/** For each of the first records, how many delimiters it holds outside quotes. A record cut off by the end is left out. */
function delimitersByRecord(head: string, delimiter: string): number[] {
  const counts: number[] = []
  let count = 0
  let quoted = false
  let atFieldStart = true
  let empty = true
  for (let index = 0; index < head.length && counts.length < RECORDS_LOOKED_AT; index++) {
    const character = head[index]
    if (quoted) {
      if (character === '"') quoted = false
      continue
    }
    if (character === '\n') {
      if (!empty) counts.push(count)
      count = 0
      atFieldStart = true
      empty = true
      continue
    }
    empty = false
    // A doubled quote inside a quoted value closes and opens again, which counts no delimiter in between.
    if (character === '"' && (atFieldStart || head[index - 1] === '"')) quoted = true
    atFieldStart = character === delimiter
    if (atFieldStart) count++
  }
  if (counts.length === 0 && !empty) counts.push(count)
  return counts
}
