import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** One place at which something was found that should be nowhere. */
export interface Finding {
  readonly file: string
  /** The name under which it was looked for, never the thing itself. */
  readonly what: string
  readonly encoding: string
}

/**
 * Looks for each text in every file under the folders, as it is, and as hex, base64 and UTF-16, wherever it begins.
 * Files that disappear meanwhile are passed over, and so are sockets and the like.
 *
 * @param wanted maps a name for each text to the text.
 */
export async function searchFiles(
  folders: readonly string[],
  wanted: Readonly<Record<string, string>>,
): Promise<{ readonly findings: readonly Finding[]; readonly fileCount: number }> {
  const search = searchFor(wanted)
  const files = (await Promise.all(folders.map(filesUnder))).flat()
  const findings: Finding[] = []
  for (const file of files) {
    const content = await readFile(file).catch(() => null)
    if (content !== null) findings.push(...search(file, content))
  }
  return { findings, fileCount: files.length }
}

/**
 * Looks for each text in what every process was started with: its arguments and its environment, in which everybody of the
 * same account can read. Only where there is `/proc`; elsewhere it looks at nothing.
 */
export async function searchProcesses(
  wanted: Readonly<Record<string, string>>,
): Promise<{ readonly findings: readonly Finding[]; readonly processCount: number }> {
  const processes = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name))
  const search = searchFor(wanted)
  const findings: Finding[] = []
  for (const file of processes.flatMap((id) => [`/proc/${id}/environ`, `/proc/${id}/cmdline`])) {
    const content = await readFile(file).catch(() => null)
    if (content !== null) findings.push(...search(file, content))
  }
  return { findings, processCount: processes.length }
}

/** What files hold in which a text is written in each of the ways that are looked for, with something around it. */
export function writtenEveryWay(text: string): Readonly<Record<string, Buffer>> {
  const around = (part: Buffer | string) => Buffer.concat([Buffer.alloc(5, 0xff), Buffer.from(part), Buffer.alloc(3)])
  return {
    plain: around(text),
    hex: around(Buffer.from(text).toString('hex')),
    'hex in capitals': around(Buffer.from(text).toString('hex').toUpperCase()),
    'UTF-16, little-endian': around(Buffer.from(text, 'utf16le')),
    'UTF-16, big-endian': around(Buffer.from(text, 'utf16le').swap16()),
    'base64 at 0': around(Buffer.from(`{"value":"${text}"}!`).toString('base64')),
    'base64 at 1': around(Buffer.from(`{"value": "${text}"}!`).toString('base64')),
    'base64 at 2': around(Buffer.from(`{"value":  "${text}"}!`).toString('base64url')),
  }
}

interface Needle extends Omit<Finding, 'file'> {
  readonly bytes: Buffer
}

/** Looks for everything at once: hundreds of ways of writing something are looked for in a database's whole folder. */
function searchFor(wanted: Readonly<Record<string, string>>): (file: string, content: Buffer) => readonly Finding[] {
  const needles = Object.entries(wanted).flatMap(([what, text]): Needle[] =>
    encodingsOf(text).map(([encoding, bytes]) => ({ what, encoding, bytes })),
  )
  const byStart = Map.groupBy(needles, ({ bytes }) => bytes.readInt32LE(0))
  // Most places in a file begin like nothing that is looked for, which has to be known at once.
  const slots = new Uint8Array(SLOTS)
  for (const start of byStart.keys()) slots[slotOf(start)] = 1
  return (file, content) => {
    const found = new Set<Needle>()
    let start = 0
    for (let end = 0; end < content.length; end += 1) {
      start = (start >>> 8) | ((content[end] ?? 0) << 24)
      if (slots[slotOf(start)] === 0 || end < 3) continue
      for (const needle of byStart.get(start) ?? [])
        if (content.subarray(end - 3, end - 3 + needle.bytes.length).equals(needle.bytes)) found.add(needle)
    }
    return needles.filter((needle) => found.has(needle)).map(({ what, encoding }) => ({ file, what, encoding }))
  }
}

const SLOTS = 65_536

function slotOf(start: number): number {
  return Math.imul(start, 0x9e3779b1) >>> 16
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** Every way of writing the text down that is looked for, as the bytes that would stand in a file. */
function encodingsOf(text: string): readonly (readonly [string, Buffer])[] {
  const bytes = Buffer.from(text, 'utf8')
  const littleEndian = Buffer.from(text, 'utf16le')
  return [
    ['plain', bytes],
    ['hex', Buffer.from(bytes.toString('hex'))],
    ['HEX', Buffer.from(bytes.toString('hex').toUpperCase())],
    ['UTF-16, little-endian', littleEndian],
    ['UTF-16, big-endian', Buffer.from(littleEndian).swap16()],
    ...([0, 1, 2] as const).flatMap((offset) =>
      (['base64', 'base64url'] as const).map(
        (alphabet) => [`${alphabet} at ${offset}`, Buffer.from(base64Within(bytes, offset, alphabet))] as const,
      ),
    ),
  ]
}

/** The part of the base64 of anything that holds the bytes which does not depend on what stands around them. */
function base64Within(bytes: Buffer, offset: 0 | 1 | 2, alphabet: 'base64' | 'base64url'): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
    .toString(alphabet)
    .replaceAll('=', '')
  const fromBefore = [0, 2, 3][offset]
  const wholeCharacters = Math.floor(((offset + bytes.length) * 8) / 6)
  return encoded.slice(fromBefore, wholeCharacters)
}
