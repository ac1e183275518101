import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { makeFolder } from '../../../src-core/store/sqlite/make-folder.ts'

type Preferences = { [name: string]: unknown }

/** Offers no password to be kept, no form to be filled in, no translation, no suggestion. */
const preferences = {
  credentials_enable_service: false,
  credentials_enable_autosignin: false,
  profile: { password_manager_enabled: false, password_manager_leak_detection: false },
  autofill: { enabled: false, profile_enabled: false, credit_card_enabled: false },
  translate: { enabled: false },
  search: { suggest_enabled: false },
  safebrowsing: { enabled: false },
  signin: { allowed: false, allowed_on_next_startup: false },
  browser: { enable_spellchecking: false },
  spellcheck: { use_spelling_service: false },
  alternate_error_pages: { enabled: false },
  download: { prompt_for_download: false },
} as const

/** Makes the browser's own profile folder, readable by this account only, and sets its preferences for the next start. */
export async function prepareProfile(folder: string): Promise<void> {
  const file = join(folder, 'Default', 'Preferences')
  makeFolder(join(folder, 'Default'))
  await writeFile(file, JSON.stringify(withoutExitType(merge(await read(file), preferences))), { mode: 0o600 })
}

/**
 * Whether the browser that last used the profile ended in order: it writes so in its last moments, perhaps a little
 * after its pipe is gone. What it says through the pipe by then can be lost.
 */
export async function endedInOrder(folder: string, limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs
  do {
    const { profile } = await read(join(folder, 'Default', 'Preferences'))
    if (isObject(profile) && profile.exit_type === 'Normal') return true
    await setTimeout(50)
  } while (performance.now() < until)
  return false
}

/** What the browser wrote at an earlier end would be taken for this one's. */
function withoutExitType({ profile, ...others }: Preferences): Preferences {
  if (!isObject(profile)) return others
  const { exit_type: _, ...kept } = profile
  return { ...others, profile: kept }
}

/** A file that is missing or spoilt counts as empty: nothing in it is worth keeping. */
async function read(file: string): Promise<Preferences> {
  try {
    const found: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isObject(found) ? found : {}
  } catch {
    return {}
  }
}

function merge(current: Preferences, wanted: Preferences): Preferences {
  const merged = { ...current }
  for (const [name, value] of Object.entries(wanted)) {
    const present = merged[name]
    merged[name] = isObject(value) ? merge(isObject(present) ? present : {}, value) : value
  }
  return merged
}

function isObject(value: unknown): value is Preferences {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
