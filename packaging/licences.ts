import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import satisfies from 'spdx-satisfies'
import { type ShippedPackage, shippedPackages } from './shipped-packages.ts'

/*
 * Writes `out/licences.txt`, which ships: every package in the installers, its licence and the words of it. Ends with 1
 * where one has a licence that is not allowed here.
 */

/** Licences under which code may ship with this program, as it is. */
const ALLOWED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'Unlicense',
  'CC0-1.0',
]
/** May ship as a library of its own that anybody can exchange: here, the WebAssembly that reads pictures. */
const AS_A_LIBRARY = ['LGPL-3.0-or-later']

/** The packages whose licences are not among those that may ship. */
export function refusedLicences(packages: readonly ShippedPackage[]): readonly string[] {
  return packages
    .filter(({ name, licence }) => {
      const allowed = name === '@img/sharp-wasm32' ? [...ALLOWED, ...AS_A_LIBRARY] : ALLOWED
      return !satisfies(licence, allowed)
    })
    .map(({ name, licence }) => `${name}: ${licence}`)
}

/** The list that ships. */
export function licenceList(packages: readonly ShippedPackage[]): string {
  const head = 'Token Desk holds these packages, in whole or in part. Electron and Chromium bring lists of their own.\n'
  const parts = packages.map(({ name, version, licence, homepage, words }) =>
    [`${name} ${version}`, licence, homepage ?? '', '', words].join('\n').trim(),
  )
  return [head, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`).concat('\n')
}

if (import.meta.main) {
  const packages = shippedPackages()
  const refused = refusedLicences(packages)
  if (refused.length > 0) {
    process.stderr.write(`These licences are not allowed in what ships:\n${refused.join('\n')}\n`)
    process.exitCode = 1
  } else writeFileSync(fileURLToPath(new URL('../out/licences.txt', import.meta.url)), licenceList(packages))
}
