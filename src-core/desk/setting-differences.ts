type Setting = string | number | boolean | null | readonly string[]

/** What settings were and are, for the audit trail: `longestLifetimeDays: 365 → 90`. */
export function settingDifferences<T extends { readonly [N in keyof T]: Setting }>(
  before: T,
  after: T,
): Record<string, string> {
  const names = Object.keys(after) as (keyof T & string)[]
  return Object.fromEntries(
    names
      .filter((name) => name !== 'version' && words(before[name]) !== words(after[name]))
      .map((name) => [name, `${words(before[name])} → ${words(after[name])}`]),
  )
}

function words(value: Setting): string {
  return value === null || (Array.isArray(value) && value.length === 0) ? 'none' : String(value)
}
