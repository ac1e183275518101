import { expect, test } from 'vitest'
import type { TokenId } from '../../src-shared/schemas/ids.ts'
import type { DeskClient } from './connect.ts'
import { logoLoader } from './logos.tsx'

const id = (number: number) => `TKN-0000-${String(number).padStart(4, '0')}` as TokenId

test('the logos of the rows of one page are asked for in one call, each once', async () => {
  const asked: string[][] = []
  const load = logoLoader(deskThat(async (ids) => void asked.push(ids)))
  const [one, none, again] = await Promise.all([load(id(1)), load(id(2)), load(id(1))])
  expect(asked).toEqual([[id(1), id(2)]])
  expect([one?.type, none, again]).toEqual(['image/png', null, one])
  await load(id(3))
  expect(asked).toHaveLength(2)
})

test('more logos than one call may ask for take several', async () => {
  const asked: number[] = []
  const load = logoLoader(deskThat(async (ids) => void asked.push(ids.length)))
  await Promise.all(Array.from({ length: 450 }, (_, number) => load(id(number))))
  expect(asked).toEqual([200, 200, 50])
})

test('a refusal reaches everybody who waits, and the next page is asked for anew', async () => {
  let isBroken = true
  const load = logoLoader(
    deskThat(async () => {
      if (isBroken) throw new Error('broken')
    }),
  )
  const answers = await Promise.allSettled([load(id(1)), load(id(2))])
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  isBroken = false
  expect(await load(id(1))).not.toBeNull()
})

/** A desk on which the tokens with odd numbers have a logo. */
function deskThat(hears: (ids: string[]) => Promise<void>): DeskClient['call'] {
  const answer = async (_name: string, { ids }: { ids: string[] }) => {
    await hears(ids)
    return ids
      .filter((each) => Number(each.at(-1)) % 2 === 1)
      .map((each) => ({ id: each, logoVersion: 1, image: btoa('a picture') }))
  }
  return answer as unknown as DeskClient['call']
}
