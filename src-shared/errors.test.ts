import { expect, test } from 'vitest'
import type { z } from 'zod'
import { problemsOf } from './errors.ts'
import { calendarDate } from './schemas/common.ts'
import { optionalEmail, username } from './schemas/people.ts'
import { moduleCode } from './schemas/tokens.ts'

test.each<readonly [string, z.ZodType, unknown, string]>([
  ['an e-mail address', optionalEmail, 'nobody at example.com', 'email'],
  ['a username', username, 'ada lovelace', 'usernameCharacters'],
  ['a code', moduleCode, 'Order Status', 'moduleCodeCharacters'],
  ['a day', calendarDate, '2026-02-31', 'date'],
])(
  'what is wrong with %s is told by a rule of its own, which every language has words for',
  (_what, schema, given, rule) => {
    const { error } = schema.safeParse(given)
    expect(error === undefined ? undefined : problemsOf(error)).toEqual({ '': { rule, message: expect.any(String) } })
  },
)
