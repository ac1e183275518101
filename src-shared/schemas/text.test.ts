import { expect, test } from 'vitest'
import { optionalEmail, username } from './people.ts'
import { line, optionalLine, optionalText } from './text.ts'

const SECRET = `tdc_${'7Qx4'.repeat(9)}`

test('a secret that is pasted where others can read it is refused, in words that say why', () => {
  for (const [schema, around] of [
    [line(200), `Herons ${SECRET}, new`],
    [optionalLine(200), SECRET],
    [optionalText(200), `One line\n${SECRET}`],
    [username, SECRET],
    [optionalEmail, `${SECRET}@desk.example`],
  ] as const)
    expect(schema.safeParse(around).error?.issues).toMatchObject([
      { params: { rule: 'holdsSecret' }, message: expect.stringContaining('secret of a token') },
    ])
})

test('what people know a token by is no secret: its hint, its id, and words that begin alike', () => {
  for (const text of ['tdc_7Qx4', 'TKN-7Q4K-9M2X', `${SECRET}s`, 'tdc_ is how they begin'])
    expect(line(200).parse(text)).toBe(text)
})
