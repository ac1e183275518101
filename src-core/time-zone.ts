/**
 * The IANA name of the time zone in which a day ends here. `TZ` may say what JavaScript has no name for, such as
 * `:/etc/localtime`, or a zone that there is none of: then the system's own setting counts, and UTC where it has none.
 */
export function timeZoneHere(environment: Record<string, string | undefined>): string {
  return named() ?? withoutOverride(environment) ?? 'UTC'
}

function withoutOverride(environment: Record<string, string | undefined>): string | undefined {
  delete environment.TZ
  return named()
}

/** The types promise a name always; an unknown zone has none, or this one. */
function named(): string | undefined {
  const name: string | undefined = Intl.DateTimeFormat().resolvedOptions().timeZone
  return name === 'Etc/Unknown' ? undefined : name
}
