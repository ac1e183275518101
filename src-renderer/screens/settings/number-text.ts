import { z } from 'zod'

/** A figure as it is typed: nothing is nothing, and what is no figure is left for the contract's schema to refuse. */
export const numberText = z
  .string()
  .transform((text) => (text.trim() === '' ? undefined : Number(text)) as number | undefined)

export function textOfNumber(value: number): string {
  return String(value)
}
