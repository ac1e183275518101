import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'vite'

/** Where a bundle notes which packages are in it. It is left out of what ships. */
export const BUNDLED_PACKAGES = 'packages.json'

/**
 * Notes the folders of all packages of which something went into a bundle: whose licences ship along, and what the bill of
 * materials names.
 */
export function noteBundledPackages(): Plugin {
  return {
    name: 'note-bundled-packages',
    generateBundle(_options, bundle) {
      const folders = new Set<string>()
      for (const chunk of Object.values(bundle))
        if (chunk.type === 'chunk') for (const id of chunk.moduleIds) addPackageOf(id, folders)
      this.emitFile({
        type: 'asset',
        fileName: BUNDLED_PACKAGES,
        source: `${JSON.stringify([...folders].sort(), null, 2)}\n`,
      })
    },
  }
}

const PROJECT = fileURLToPath(new URL('..', import.meta.url))
/** Up to the name of the innermost package, which may have a scope. */
const PACKAGE = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

function addPackageOf(id: string, folders: Set<string>): void {
  const path = id
    .replace(/^\0(?:[a-z-]+:)?/, '')
    .replace(/\?.*$/, '')
    .replaceAll(sep, '/')
  const folder = PACKAGE.exec(path)?.[0]
  if (folder !== undefined) folders.add(relative(PROJECT, folder).replaceAll(sep, '/'))
}
