import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library'
import { type ShippedPackage, shippedPackages } from './shipped-packages.ts'

/*
 * Writes `out/token-desk.cdx.json`, the bill of materials of the installers (CycloneDX 1.6): each package that ships, and
 * what is inside Electron and inside the database's library, which no list of packages names.
 */

/** What Electron 45.4.1 holds, by its own release notes: no file of the package says it. */
const IN_ELECTRON = { electron: '45.4.1', chromium: '156.0.8078.100', node: '24' } as const

interface Facts {
  readonly version: string
  /** Of the database inside better-sqlite3's library. */
  readonly sqlite: string
}

/** The bill of materials as JSON. */
export function billOfMaterials(packages: readonly ShippedPackage[], { version, sqlite }: Facts): string {
  const application = new Models.Component(Enums.ComponentType.Application, 'token-desk', { version })
  const bom = new Models.Bom({ metadata: new Models.Metadata({ component: application }) })
  for (const { name, version: of, licence } of packages) {
    const component = new Models.Component(Enums.ComponentType.Library, name, {
      version: of,
      bomRef: `${name}@${of}`,
      purl: `pkg:npm/${name.replace(/^@/, '%40')}@${of}` as never,
    })
    component.licenses.add(
      / (AND|OR) /.test(licence) ? new Models.LicenseExpression(licence) : new Models.SpdxLicense(licence as never),
    )
    bom.components.add(component)
  }
  for (const [name, of] of Object.entries({ ...IN_ELECTRON, sqlite }))
    bom.components.add(
      new Models.Component(name === 'electron' ? Enums.ComponentType.Framework : Enums.ComponentType.Library, name, {
        version: of,
        bomRef: `${name}@${of}`,
      }),
    )
  return new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6)).serialize(bom, {
    sortLists: true,
    space: 2,
  })
}

/** What Electron's own package says that it is: the bill must not speak of another one. */
export function electronVersion(): string {
  return (createRequire(import.meta.url)('electron/package.json') as { version: string }).version
}

/** The version of SQLite that the installed library was made of. */
export function sqliteVersion(): string {
  const Database = createRequire(import.meta.url)('better-sqlite3') as new (
    file: string,
  ) => { prepare(text: string): { pluck(): { get(): string } }; close(): void }
  const database = new Database(':memory:')
  try {
    return database.prepare('select sqlite_version()').pluck().get()
  } finally {
    database.close()
  }
}

if (import.meta.main) {
  if (electronVersion() !== IN_ELECTRON.electron)
    throw new Error('Another Electron is installed than this file knows: bring IN_ELECTRON up to date.')
  const project = new URL('../', import.meta.url)
  const { version } = JSON.parse(readFileSync(new URL('package.json', project), 'utf8')) as { version: string }
  const text = billOfMaterials(shippedPackages(), { version, sqlite: sqliteVersion() })
  writeFileSync(fileURLToPath(new URL('out/token-desk.cdx.json', project)), text)
}
