import { expect, test } from 'vitest'
import { type ListingForm, type Page, writeListing } from './listing.ts'

const form: ListingForm<{ name: string }> = {
  columns: [{ title: 'NAME', value: ({ name }) => name }],
  json: false,
  all: true,
  limit: 5,
  interrupted: new AbortController().signal,
}

/** Pages of these rows, one after another. */
function pages([rows = [], ...following]: readonly { name: string }[][]): Page<{ name: string }> {
  return { rows, next: following.length === 0 ? undefined : async () => pages(following) }
}

async function written(all: boolean, ...rows: { name: string }[][]) {
  const parts: string[] = []
  const output = { write: async (more: string) => void parts.push(more) } as Parameters<typeof writeListing>[2]
  return { ...(await writeListing(pages(rows), { ...form, all }, output)), text: parts.join('') }
}

test.each([true, false])('pages without rows before and between others are gone past (all: %s)', async (all) => {
  const name = 'a name longer than its column’s title'
  const whole = await written(all, [{ name }, { name }])
  expect(whole.written).toBe(2)
  expect(await written(all, [], [{ name }], [], [{ name }])).toEqual(whole)
})
