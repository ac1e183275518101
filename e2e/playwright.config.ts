import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  testMatch: '*.e2e.ts',
  outputDir: '../test-results',
  // The window, its page and the tests share the machine's cores: more than two at a time only wait for each other. The
  // third one is for tests that do little but wait for minutes to pass, beside all others.
  workers: 3,
  projects: [
    { name: 'works', grepInvert: /@waits/, workers: 2 },
    { name: 'waits', grep: /@waits/, workers: 1, timeout: 240_000 },
  ],
  fullyParallel: true,
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  // A start takes seconds on a busy machine; no step of a test waits anywhere near this long.
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: [['list']],
})
