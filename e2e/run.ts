import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { compileCacheFolder } from '../src-main/shell/setup/compile-cache.ts'
import { thisMachine } from '../src-main/shell/setup/machine.ts'
import { buildIfStale } from '../src-main/shell/setup/page-build.ts'
import { setUpShell } from '../src-main/shell/setup/set-up-shell.ts'

/*
 * `npm run e2e`: sets up what the end-to-end tests need, says which shell they run in, and runs them. What follows
 * `--` goes to Playwright, such as the name of one file.
 */

const projectFolder = fileURLToPath(new URL('..', import.meta.url))

async function run(given: readonly string[]): Promise<number> {
  const machine = thisMachine()
  const said: string[] = []
  const shell = await setUpShell({ projectFolder, machine, forTests: true, say: (line) => said.push(line) })
  console.log(`The end-to-end tests run in ${shell.name}: ${shell.executablePath}`)
  for (const line of said) console.log(line)
  await buildIfStale({ projectFolder, machine, say: (line) => console.log(line) })
  return playwright(given)
}

function playwright(given: readonly string[]): Promise<number> {
  const program = join(projectFolder, 'node_modules/@playwright/test/cli.js')
  const child = spawn(
    process.execPath,
    [program, 'test', '--config', join(projectFolder, 'e2e/playwright.config.ts'), ...given],
    {
      cwd: projectFolder,
      stdio: 'inherit',
      // Each test has a display, and so a clipboard, of its own: one that is inherited would be shared by all.
      env: {
        ...process.env,
        NODE_COMPILE_CACHE: compileCacheFolder(projectFolder),
        ...(process.platform === 'linux' ? { DISPLAY: '', WAYLAND_DISPLAY: '' } : {}),
      },
    },
  )
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (exitCode) => resolve(exitCode ?? 1))
  })
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
