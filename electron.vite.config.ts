import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { noteBundledPackages } from './packaging/bundled-packages.ts'
import { withoutPostgres } from './packaging/without-postgres.ts'

/** Packages with code for one kind of machine: they ship as they are, beside the bundle. */
const NATIVE = ['better-sqlite3', '@node-rs/argon2', 'sharp']
const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url))

/** The page, for the build and for the development server alike. */
export const pageConfig = {
  root: path('./src-renderer'),
  base: './',
  plugins: [react(), noteBundledPackages()],
  build: {
    outDir: path('./out/renderer'),
    emptyOutDir: true,
    target: 'chrome150',
    // The page may load its own files only: no data: addresses, no inline script, no map of the source.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
    minify: true,
    chunkSizeWarningLimit: 2000,
    rolldownOptions: {
      input: path('./src-renderer/index.html'),
      output: {
        // zod is told not to compile before any schema is made, in whichever file that is.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules[\\/]zod[\\/]|configure-zod/ }] },
      },
    },
  },
}

export default defineConfig({
  main: {
    plugins: [withoutPostgres(), noteBundledPackages()],
    build: {
      outDir: path('./out/main'),
      // All but what has a machine's own code in it, or is the machine, goes into these files: one folder to check, and
      // nothing of a package that is not used.
      externalizeDeps: { exclude: Object.keys(dependencies).filter((name) => !NATIVE.includes(name)) },
      minify: true,
      rolldownOptions: {
        input: {
          index: path('./src-main/index.ts'),
          worker: path('./src-main/store/worker.ts'),
          'check-thread': path('./src-core/store/sqlite/check-thread.ts'),
          'backup-thread': path('./src-core/backup/backup-thread.ts'),
        },
        output: { entryFileNames: '[name].js' },
      },
    },
  },
  preload: {
    plugins: [noteBundledPackages()],
    build: {
      outDir: path('./out/preload'),
      // A sandboxed preload is one CommonJS file that requires nothing but Electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: path('./src-preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: pageConfig,
})
