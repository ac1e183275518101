import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { compileCacheFolder, THREADS_THAT_LAST } from './src-main/shell/setup/compile-cache.ts'

export default defineConfig({
  test: {
    // One process serves many files: no test keeps state in a module, and starting afresh for each took longer than the tests.
    isolate: false,
    // As many as there are cores, not one fewer: much of a test is waiting for a file, a process or a database.
    maxWorkers: availableParallelism(),
    include: [
      'packaging/**/*.test.ts',
      'src-*/**/*.test.{ts,tsx}',
      'bench/**/*.test.ts',
      'faults/**/*.test.ts',
      'e2e/**/*.test.ts',
    ],
    // Tests start many threads, each of which reads the sources.
    env: { NODE_COMPILE_CACHE: compileCacheFolder(import.meta.dirname) },
    execArgv: [THREADS_THAT_LAST],
    // A net for tests that hang, not a measure of speed: a busy machine may take long over a process or a thread.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
