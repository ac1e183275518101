import { benchSecret, planToken } from '../src-core/store/bench/bench-plan.ts'
import type { BenchData } from './data.ts'

/** Secrets of tokens from all over the store. */
export function secretsOf({ size }: BenchData): string[] {
  const step = 7919
  return Array.from({ length: Math.min(100_000, size.tokens) }, (_, index) => {
    const number = (index * step) % size.tokens
    return Buffer.from(benchSecret(size.seed, number, planToken(size, number).ownerKind)).toString('ascii')
  })
}
