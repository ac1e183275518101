/** One field of which two people have made different things. */
export interface Difference<Name extends string = string> {
  readonly name: Name
  readonly mine: unknown
  readonly theirs: unknown
  /** What stands unless the person chooses otherwise: what they typed, where they typed something. */
  readonly kept: 'mine' | 'theirs'
}

/** Where two versions of a record differ that were both made from `base`, in the order of the fields. */
export function differencesBetween<Name extends string>(
  names: readonly Name[],
  { base, mine, theirs }: Readonly<Record<'base' | 'mine' | 'theirs', Readonly<Record<string, unknown>>>>,
): readonly Difference<Name>[] {
  return names
    .filter((name) => !isSame(mine[name], theirs[name]))
    .map((name) => ({
      name,
      mine: mine[name],
      theirs: theirs[name],
      kept: isSame(mine[name], base[name]) ? 'theirs' : 'mine',
    }))
}

function isSame(one: unknown, other: unknown): boolean {
  return textOf(one) === textOf(other)
}

/** Of a list it counts what is in it, not where: what is ticked comes in the order of the ticking. */
function textOf(value: unknown): string {
  return JSON.stringify(Array.isArray(value) ? [...value].sort() : (value ?? ''))
}
