import type { BenchData } from './data.ts'
import { type BenchLine, skipped } from './table.ts'

export async function windowLines(_data: BenchData): Promise<BenchLine[]> {
  return [skipped('frame', '–', 'not yet')]
}
