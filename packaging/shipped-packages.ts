import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { BUNDLED_PACKAGES } from './bundled-packages.ts'

/** A package of which something is in the installers. */
export interface ShippedPackage {
  readonly name: string
  readonly version: string
  /** As an SPDX expression. */
  readonly licence: string
  readonly homepage: string | undefined
  /** The words of its licence, whole. */
  readonly words: string
}

const PROJECT = fileURLToPath(new URL('..', import.meta.url))

/** Those with code for one kind of machine or with WebAssembly, which ship beside the bundle: see electron-builder.yml. */
const BESIDE = [
  'node_modules/better-sqlite3',
  'node_modules/@node-rs/argon2',
  'node_modules/sharp',
  'node_modules/@img/colour',
  'node_modules/@img/sharp-wasm32',
  'node_modules/@img/sharp-wasm32/node_modules/@emnapi/runtime',
  'node_modules/detect-libc',
  'node_modules/semver',
]

/**
 * All packages that ship, by name: those in the three bundles, as the last build noted them, and those beside.
 *
 * @throws {Error} where nothing has been built, or a package says nothing of its licence.
 */
export function shippedPackages(): readonly ShippedPackage[] {
  const folders = new Set(BESIDE)
  for (const part of ['main', 'preload', 'renderer']) {
    const noted = readFileSync(join(PROJECT, 'out', part, BUNDLED_PACKAGES), 'utf8')
    for (const folder of JSON.parse(noted) as readonly string[]) folders.add(folder)
  }
  return [...folders].map(shippedPackage).toSorted((left, right) => (left.name < right.name ? -1 : 1))
}

function shippedPackage(folder: string): ShippedPackage {
  const path = join(PROJECT, folder)
  const { name, version, license, homepage } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8')) as {
    readonly [key in 'name' | 'version' | 'license' | 'homepage']?: string
  }
  if (name === undefined || version === undefined || license === undefined)
    throw new Error(`${folder} does not say what it is, or under which licence.`)
  return { name, version, licence: license, homepage, words: licenceIn(path) }
}

/** Some packages name their licence and do not bring its words. */
function licenceIn(path: string): string {
  const file = readdirSync(path).find((entry) => /^(licen[cs]e|copying)(\.(md|txt))?$/i.test(entry))
  return file === undefined || !existsSync(join(path, file)) ? '' : readFileSync(join(path, file), 'utf8').trim()
}
