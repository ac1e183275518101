/** The words by which a table names a filter and an order: `status=active ownerKind=user+contact name ascending`. */
export function nameOf(filter: object, sort?: { by: string; direction: string }): string {
  const filters = Object.entries(filter).map(([name, value]) => `${name}=${inWords(value)}`)
  const order = sort === undefined ? [] : [`${sort.by} ${sort.direction}`]
  return [...filters, ...order].join(' ') || 'no filter'
}

function inWords(value: unknown): string {
  if (Array.isArray(value)) return value.join('+')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
