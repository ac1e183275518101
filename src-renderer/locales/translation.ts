import type { en } from './en.ts'

/**
 * The words of one language: every word that English has. Where English tells one from several (`rows_one`,
 * `rows_other`), a language has a form for each of its own plural categories, which the test beside counts.
 */
export type Translation = Translated<typeof en>

type Translated<Words> = Words extends string
  ? string
  : {
      readonly [Key in keyof Words as Key extends PluralForm ? never : Key]: Translated<Words[Key]>
    } & {
      readonly [Key in PluralBase<keyof Words> as `${Key}_${PluralCategory}`]?: string
    }

type PluralCategory = 'one' | 'few' | 'many' | 'other'
type PluralForm = `${string}_one` | `${string}_other`
type PluralBase<Key> = Key extends `${infer Base}_other` ? Base : never
