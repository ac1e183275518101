#!/usr/bin/env node
/**
 * Starts the command line. Plain JavaScript, so that any Node can read it: one that cannot run TypeScript itself hands
 * over to the Node that was installed with the package.
 */
import { spawn } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'

if (process.features.typescript) {
  keepCompiled()
  await import('./main.ts')
} else handOver(installedNode(dirname(fileURLToPath(import.meta.url))))

/** What Node made of the sources is kept for the next time, and for threads: starting takes half as long then. */
function keepCompiled() {
  nodeModule.enableCompileCache()
  const folder = nodeModule.getCompileCacheDir()
  // By this threads and children learn of it. Node has a folder in there for each of its versions.
  if (folder !== undefined) process.env.NODE_COMPILE_CACHE = dirname(folder)
  // Why is said in src-main/shell/setup/compile-cache.ts; this file must not need TypeScript.
  setFlagsFromString('--wasm-wrapper-tiering-budget=1000000000')
}

/** The newest Node that packages named `node-…` brought along, here or in a folder above. */
function installedNode(folder) {
  const modules = join(folder, 'node_modules')
  const names = existsSync(modules)
    ? readdirSync(modules).filter((name) => /^node-(bin-)?(linux|darwin|win)-/.test(name))
    : []
  const programs = names.flatMap((name) => [join(modules, name, 'bin', 'node'), join(modules, name, 'bin', 'node.exe')])
  const found = programs.find((program) => existsSync(program))
  if (found !== undefined || dirname(folder) === folder) return found
  return installedNode(dirname(folder))
}

function handOver(program) {
  if (program === undefined) {
    process.stderr.write(
      `token-desk: Node 22.18 or newer is needed, and this is ${process.version}. Run npm ci once.\n`,
    )
    process.exitCode = 3
    return
  }
  const child = spawn(program, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' })
  // The child cleans up and decides how this ends; a terminal interrupts both of them.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code) => {
    process.exitCode = code ?? 130
  })
}
