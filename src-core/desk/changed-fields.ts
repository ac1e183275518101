/** The names of the fields in which two versions of a record differ: what the audit trail tells of a change. */
export function changedFields<T extends object>(before: T, after: T, names: readonly (keyof T & string)[]): string[] {
  return names.filter((name) => before[name] !== after[name])
}
