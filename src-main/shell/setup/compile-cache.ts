import { enableCompileCache } from 'node:module'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'

/** Where Node keeps what it made of the sources. Unwritable is no harm: then it starts as slowly as the first time. */
export function compileCacheFolder(projectFolder: string): string {
  return join(projectFolder, 'node_modules/.cache/token-desk/compiled')
}

/** Lets this process, its threads and its children read the sources a second time in half the time. */
export function keepCompiled(projectFolder: string): void {
  const folder = compileCacheFolder(projectFolder)
  enableCompileCache(folder)
  process.env.NODE_COMPILE_CACHE = folder
  setFlagsFromString(THREADS_THAT_LAST)
}

/**
 * Node takes the types out of sources with WebAssembly. Where several threads do, V8 may free the code that calls out of
 * it twice, and ends the process: it does so when it replaces that code by a faster one, which this puts off for ever.
 */
export const THREADS_THAT_LAST = '--wasm-wrapper-tiering-budget=1000000000'
