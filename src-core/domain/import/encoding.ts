import { isUtf8 } from 'node:buffer'
import { analyse } from 'chardet'
import type { z } from 'zod'
import type { importEncoding } from '../../../src-shared/contract/imports.ts'
import { fileRefused } from './refusal.ts'

export type ImportEncoding = z.infer<typeof importEncoding>

/**
 * How the text of a file is written. Certain for UTF-8 and UTF-16; the choice between Windows-1252 and Windows-1250 is
 * a guess that a person can override. Refuses what is no text at all, in words that say what it is instead.
 */
export function detectEncoding(bytes: Uint8Array): ImportEncoding {
  refuseKnownBinary(bytes)
  if (startsWith(bytes, [0xff, 0xfe])) return 'utf-16le'
  if (startsWith(bytes, [0xfe, 0xff])) return 'utf-16be'
  if (startsWith(bytes, [0xef, 0xbb, 0xbf])) return 'utf-8'
  const head = bytes.subarray(0, HEAD_BYTES)
  const wide = utf16ByNulBytes(head)
  if (wide !== undefined) return wide
  if (head.includes(0)) throw fileRefused('binary', NOT_TEXT)
  if (isUtf8(bytes)) return 'utf-8'
  return centralEuropean(bytes) ? 'windows-1250' : 'windows-1252'
}

/** Refuses a file that its first bytes show to be something else than text. */
export function refuseKnownBinary(bytes: Uint8Array): void {
  const known = KNOWN_BINARY.find(({ magic }) => startsWith(bytes, magic))
  if (known === undefined) return
  if (known.magic === ZIP && !isWorkbook(bytes)) throw fileRefused('zipArchive', ZIP_WORDS)
  throw fileRefused(known.rule, known.words)
}

export const NOT_TEXT = 'This file does not hold text. Choose a CSV file.'
const HEAD_BYTES = 64 * 1024
const ZIP: readonly number[] = [0x50, 0x4b, 0x03, 0x04]
const ZIP_WORDS = 'This is a ZIP archive. Unpack it and choose the CSV file inside.'
const WORKBOOK_WORDS = 'This is an Excel workbook. Save it as CSV first.'
const KNOWN_BINARY: readonly { magic: readonly number[]; rule: string; words: string }[] = [
  { magic: ZIP, rule: 'workbook', words: WORKBOOK_WORDS },
  { magic: [0xd0, 0xcf, 0x11, 0xe0], rule: 'workbook', words: WORKBOOK_WORDS },
  { magic: [0x89, 0x50, 0x4e, 0x47], rule: 'picture', words: 'This is a picture. Choose a CSV file.' },
  { magic: [0xff, 0xd8, 0xff], rule: 'picture', words: 'This is a picture. Choose a CSV file.' },
  { magic: [0x25, 0x50, 0x44, 0x46, 0x2d], rule: 'pdf', words: 'This is a PDF document. Choose a CSV file.' },
  { magic: [0x1f, 0x8b, 0x08], rule: 'zipArchive', words: 'This is a compressed file. Unpack it first.' },
]

function startsWith(bytes: Uint8Array, magic: readonly number[]): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte)
}

function isWorkbook(bytes: Uint8Array): boolean {
  const archive = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // The list of an archive's entries stands at its end; small ones show their names at the front as well.
  const ends = [archive.subarray(0, HEAD_BYTES), archive.subarray(-HEAD_BYTES)]
  return ends.some((end) => end.includes('[Content_Types].xml') || end.includes('xl/'))
}

/**
 * UTF-16 without a mark: the upper halves of commas, digits and line ends are NUL, all on the same side. In text of
 * any script they are a good part of that side and (nearly) absent from the other.
 */
function utf16ByNulBytes(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head.length < 4) return undefined
  let even = 0
  let odd = 0
  for (let index = 0; index < head.length; index++) {
    if (head[index] !== 0) continue
    if (index % 2 === 0) even++
    else odd++
  }
  const side = head.length / 2
  if (odd > side * 0.03 && even < odd * 0.02) return 'utf-16le'
  if (even > side * 0.03 && odd < even * 0.02) return 'utf-16be'
  return undefined
}

/** Bytes that are a letter of Windows-1250 but a sign, or nothing at all, in Windows-1252: ť ľ Ľ ą Ą ł Ł ż Ż ş Ş Ť Ź. */
const LETTER_ONLY_IN_1250 = new Set([0x8d, 0x8f, 0x9d, 0xa3, 0xa5, 0xaa, 0xaf, 0xb3, 0xb9, 0xba, 0xbc, 0xbe, 0xbf])
/** Bytes that are nothing in Windows-1250 but a sign or a letter in Windows-1252: ƒ and ˆ ˜. */
const NOTHING_IN_1250 = new Set([0x83, 0x88, 0x98])
/** The letters of Czech and Slovak where Windows-1252 has letters that stand in no common word: ě č ř ů ň ď Č Ř Ě. */
const CZECH = new Set([0xec, 0xe8, 0xf8, 0xf9, 0xf2, 0xef, 0xc8, 0xd8, 0xcc])
/** Vowels and letters that only the western reading puts into words: ã å ê ë ì î ï ð ñ ò õ ø ù û æ, ß excepted. */
const CZECH_NEIGHBOURS = new Set([0x9a, 0x9e, 0x8a, 0x8e, 0xfd, 0xe1, 0xed, 0xe9])

function centralEuropean(bytes: Uint8Array): boolean {
  const sample = foreignLines(bytes)
  let evidence = 0
  for (let index = 0; index < sample.length; index++) {
    const byte = sample[index] as number
    if (byte < 0x80) continue
    if (NOTHING_IN_1250.has(byte)) return false
    const inWord = isWordByte(sample[index - 1]) && isWordByte(sample[index + 1])
    const besideWord = isWordByte(sample[index - 1]) || isWordByte(sample[index + 1])
    if (LETTER_ONLY_IN_1250.has(byte)) evidence += inWord ? 3 : besideWord ? 1 : 0
    else if (CZECH.has(byte) && hasAny(sample, index, CZECH_NEIGHBOURS)) evidence += 1
  }
  const confidence = new Map(analyse(sample).map((match) => [match.name as string, match.confidence]))
  const eastern = Math.max(confidence.get('windows-1250') ?? 0, confidence.get('ISO-8859-2') ?? 0)
  const western = Math.max(confidence.get('windows-1252') ?? 0, confidence.get('ISO-8859-1') ?? 0)
  return eastern + Math.min(evidence * 5, 60) > western
}

/** Whether the word around a place holds one of these bytes. */
function hasAny(sample: Uint8Array, place: number, wanted: ReadonlySet<number>): boolean {
  for (let index = place - 1; index >= 0 && isWordByte(sample[index]); index--)
    if (wanted.has(sample[index] as number)) return true
  for (let index = place + 1; index < sample.length && isWordByte(sample[index]); index++)
    if (wanted.has(sample[index] as number)) return true
  return false
}

function isWordByte(byte: number | undefined): boolean {
  return byte !== undefined && (byte >= 0x80 || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a))
}

/** The lines that hold a byte beyond ASCII, up to 64 KiB of them: the others say nothing about the alphabet. */
function foreignLines(bytes: Uint8Array): Uint8Array {
  const sample = new Uint8Array(HEAD_BYTES)
  const end = Math.min(bytes.length, 4 * 1024 * 1024)
  let length = 0
  let lineStart = 0
  let foreign = false
  for (let index = 0; index <= end && length < sample.length; index++) {
    const byte = index < end ? (bytes[index] as number) : 0x0a
    if (byte >= 0x80) foreign = true
    if (byte !== 0x0a && byte !== 0x0d) continue
    if (foreign) {
      const part = bytes.subarray(lineStart, Math.min(index + 1, lineStart + sample.length - length))
      sample.set(part, length)
      length += part.length
    }
    lineStart = index + 1
    foreign = false
  }
  return sample.subarray(0, length)
}
