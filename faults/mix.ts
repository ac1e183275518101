/** What is asked, by its share. */
const SHARES = {
  issue: 30,
  disable: 14,
  enable: 8,
  update: 10,
  remove: 5,
  delete: 5,
  people: 12,
  verify: 20,
  policy: 3,
  bulk: 3,
  'sign-in': 1,
} as const

/** Each operation as often as its share says. */
export const MIX = (Object.keys(SHARES) as (keyof typeof SHARES)[]).flatMap((name) =>
  Array.from({ length: SHARES[name] }, () => name),
)

/** The states in which a token takes a change, the one that it leads to, and the record that it leaves. */
export const BEFORE = {
  disable: ['active'],
  enable: ['disabled'],
  remove: ['active', 'disabled'],
  delete: ['active', 'disabled', 'removed'],
  update: ['active', 'disabled'],
} as const
export const AFTER = {
  disable: 'disabled',
  enable: 'active',
  remove: 'removed',
  delete: 'deleted',
  update: undefined,
} as const
export const ACTION = {
  disable: 'token.disabled',
  enable: 'token.enabled',
  remove: 'token.removed',
  delete: 'token.deleted',
  update: 'token.changed',
} as const
