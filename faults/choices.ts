import { seededRandom } from '../src-core/testing/seeded-random.ts'

/** Choices that are the same for the same seed. */
export interface Choices {
  /** A whole number from 0 up to, and without, `end`. */
  below(end: number): number
  between(least: number, most: number): number
  of<T>(values: readonly [T, ...T[]] | readonly T[]): T
  shuffled<T>(values: readonly T[]): T[]
  /** 128 bits as a UUID writes them. */
  key(): string
  bytes(count: number): Uint8Array
  /** Choices of somebody's own, whatever others choose meanwhile. */
  split(): Choices
}

export function choices(seed: number): Choices {
  const random = seededRandom(seed)
  const below = (end: number) => Buffer.from(random.bytes(4)).readUInt32LE() % end
  return {
    below,
    between: (least, most) => least + below(most - least + 1),
    of: (values) => values[below(values.length)] as never,
    shuffled(values) {
      const left = [...values]
      return values.map(() => left.splice(below(left.length), 1)[0] as never)
    },
    key: () =>
      Buffer.from(random.bytes(16))
        .toString('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
    bytes: (count) => random.bytes(count),
    split: () => choices(Buffer.from(random.bytes(4)).readInt32LE()),
  }
}
