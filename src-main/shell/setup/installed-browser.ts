import { posix, win32 } from 'node:path'
import type { Machine } from './machine.ts'

type BrowserMachine = Pick<Machine, 'platform' | 'environment' | 'exists'>

/** The path of an installed Chrome, Edge or Chromium, or null. `CHROME_PATH` comes first if it names a file. */
export function findBrowser(machine: BrowserMachine): string | null {
  const named = machine.environment.CHROME_PATH
  const candidates = named === undefined || named === '' ? usualPaths(machine) : [named, ...usualPaths(machine)]
  return candidates.find((path) => machine.exists(path)) ?? null
}

function usualPaths(machine: BrowserMachine): readonly string[] {
  if (machine.platform === 'darwin') return macPaths(machine)
  if (machine.platform === 'win32') return windowsPaths(machine)
  return linuxPaths
}

// A snap cannot enter most folders, so it comes last.
const linuxPaths = [
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/opt/google/chrome/chrome',
  '/usr/bin/chromium',
  '/usr/bin/microsoft-edge-stable',
  '/usr/bin/microsoft-edge',
  '/opt/microsoft/msedge/msedge',
  '/usr/lib/chromium/chromium',
  '/usr/lib64/chromium-browser/chromium-browser',
  '/usr/bin/chromium-browser',
  '/snap/bin/chromium',
]

function macPaths(machine: BrowserMachine): readonly string[] {
  const home = machine.environment.HOME
  const folders = ['/Applications', ...(home === undefined ? [] : [posix.join(home, 'Applications')])]
  return ['Google Chrome', 'Microsoft Edge', 'Chromium'].flatMap((name) =>
    folders.map((folder) => posix.join(folder, `${name}.app/Contents/MacOS/${name}`)),
  )
}

function windowsPaths(machine: BrowserMachine): readonly string[] {
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA']
    .map((name) => machine.environment[name])
    .filter((folder) => folder !== undefined && folder !== '')
  const programs = [
    'Google\\Chrome\\Application\\chrome.exe',
    'Microsoft\\Edge\\Application\\msedge.exe',
    'Chromium\\Application\\chrome.exe',
  ]
  return programs.flatMap((program) => folders.map((folder) => win32.join(folder as string, program)))
}
