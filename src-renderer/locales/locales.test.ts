import { describe, expect, test } from 'vitest'
import { remoteProblems } from '../../src-core/remote/problems.ts'
import { en } from './en.ts'
import { languageFor, translations } from './locales.ts'

type Words = { readonly [key: string]: string | Words }

/** What the desk and its surroundings are written in, as one text; without the gate, which no page asks. */
const sources = Object.entries(
  import.meta.glob<string>(
    ['../../src-{shared,core,main}/**/*.ts', '!**/*.test.ts', '!**/testing/**', '!**/desk/gate.ts'],
    {
      query: '?raw',
      import: 'default',
      eager: true,
    },
  ),
)
  .map(([, text]) => text)
  .join('\n')

describe.each(Object.entries(translations))('%s', (language, load) => {
  test('has every word of English, in every plural form of its own, and none besides', async () => {
    const plurals = new Intl.PluralRules(language).resolvedOptions().pluralCategories
    const wanted = [...flat(en).keys()].flatMap((key) => {
      if (key.endsWith('_one')) return []
      return key.endsWith('_other') ? plurals.map((form) => key.replace(/other$/, form)) : [key]
    })
    expect([...flat(await load()).keys()].sort()).toEqual(wanted.sort())
  })

  test('fills in what English fills in, and says something everywhere', async () => {
    const english = flat(en)
    for (const [key, words] of flat(await load())) {
      expect([key, words.trim()]).not.toEqual([key, ''])
      const source = english.get(key) ?? english.get(key.replace(/_(one|few|many|other)$/, '_other')) ?? ''
      const allowed = placeholders(source)
      // A form for exactly one may leave the figure out; nothing may ask for what is not given.
      const given = placeholders(words)
      expect([key, given.filter((name) => !allowed.includes(name))]).toEqual([key, []])
      if (!/_(one|few|many)$/.test(key)) expect([key, given]).toEqual([key, allowed])
    }
  })
})

/** What the typography of a language forbids. */
const slips: Readonly<Record<string, RegExp>> = {
  // A narrow space that does not break goes before ; : ! ? and inside « ». Names of headers and addresses have none.
  fr: /[^\u202f](?:[;!?»]|:(?![^\s]))(?<!Authorization:)|«(?!\u202f)|[“”„]/u,
  // A preposition of one letter never ends a line.
  cs: /(?<![\p{L}\d])[ksvzouai] |[«»”]/iu,
  tr: /[«»„]/u,
}

test.each(Object.entries(translations))('%s keeps to the typography of its language', async (language, load) => {
  for (const [key, words] of flat(await load())) {
    expect([key, words.match(slips[language] ?? /^$/)?.[0]]).toEqual([key, undefined])
    expect([key, words.match(/['"]|\.\.\.|\s$|^\s| {2}/)?.[0]]).toEqual([key, undefined])
  }
})

test('a language is found by the tags that a system gives, and English stands in for all others', () => {
  expect(languageFor(['de-AT', 'fr-CA', 'cs'])).toBe('fr')
  expect(languageFor(['TR'])).toBe('tr')
  expect(languageFor(['ja-JP'])).toBe('en')
  expect(languageFor([])).toBe('en')
})

test('every reason and every rule by which the desk refuses has words', () => {
  const reasons = namesIn(sources, /(?:reason: |conflict\(\s*)'([a-z-]+)'/g)
  expect(reasons.length).toBeGreaterThan(10)
  const known = Object.keys(en.errors.reasons).map((key) => key.replace(/_(one|other)$/, ''))
  expect(reasons.filter((reason) => !known.includes(reason))).toEqual([])
  expect(Object.keys(remoteProblems).filter((reason) => !known.includes(reason))).toEqual([])
  const rules = namesIn(sources, /rule: '([a-zA-Z]+)'/g)
  expect(rules.length).toBeGreaterThan(10)
  expect(rules.filter((rule) => !Object.hasOwn(en.problems, rule))).toEqual([])
})

function flat(words: Words, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(words))
    if (typeof value === 'string') found.set(path + key, value)
    else for (const entry of flat(value, `${path}${key}.`)) found.set(...entry)
  return found
}

function placeholders(words: string): readonly string[] {
  return [...new Set([...words.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name ?? ''))].sort()
}

function namesIn(text: string, pattern: RegExp): readonly string[] {
  return [...new Set([...text.matchAll(pattern)].map(([, name]) => name ?? ''))].sort()
}
